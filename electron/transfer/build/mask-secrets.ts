import { AppError } from '../../../shared/errors';

const SECRET_NAME = /TOKEN|PASS|SECRET|KEY|CRED|AUTH/i;
/** Shorter ones would take ordinary words away. */
const SHORTEST = 6;

/**
 * Takes the values of build arguments that are secret by their name out of what a build prints and fails with: a step that prints its
 * environment must not put them into the job's record.
 */
export class SecretMask {
  readonly #values: readonly string[];

  constructor(buildArgs: Readonly<Record<string, string>>) {
    this.#values = Object.entries(buildArgs).flatMap(([name, value]) => (SECRET_NAME.test(name) && value.length >= SHORTEST ? [value] : []));
  }

  text(text: string): string {
    return this.#values.reduce((masked, value) => masked.replaceAll(value, '***'), text);
  }

  /** The same failure without them; its cause stays behind. */
  failure(thrown: unknown): unknown {
    if (this.#values.length === 0 || !(thrown instanceof AppError)) return thrown;
    const { code, message, hint, detail, remedy } = thrown;
    return new AppError(code, this.text(message), {
      ...(hint !== undefined && { hint: this.text(hint) }),
      ...(detail !== undefined && { detail: this.text(detail) }),
      ...(remedy !== undefined && { remedy }),
    });
  }
}
