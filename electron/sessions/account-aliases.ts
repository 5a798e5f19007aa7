import type { IAMClient } from '@aws-sdk/client-iam';
import { classifyAwsError } from './aws-errors';
import type { ProfileSourceOfTruth } from './credentials';

export interface AccountAliasesOptions {
  profiles: Pick<ProfileSourceOfTruth, 'onChange'>;
  clients: { iam(profile: string): Promise<IAMClient> };
  /** Milliseconds that anybody waits for a name. */
  patienceMs?: number;
}

const PATIENCE_MS = 3_000;

/** The names people gave their accounts (iam:ListAccountAliases): a comfort that few are allowed, so nothing ever fails for want of one. */
export class AccountAliases {
  readonly #options: AccountAliasesOptions;
  /** `undefined` as a value: the account has none, or the profile may not know it. */
  readonly #known = new Map<string, string | undefined>();
  readonly #running = new Map<string, Promise<string | undefined>>();

  constructor(options: AccountAliasesOptions) {
    this.#options = options;
    options.profiles.onChange(() => {
      this.#known.clear();
      this.#running.clear();
    });
  }

  /** What was learned before; nothing is asked. */
  known(profile: string): string | undefined {
    return this.#known.get(profile);
  }

  /** The alias of the account that a profile acts in, asked once. Never fails; who answers too late is heard the next time. */
  async aliasOf(profile: string): Promise<string | undefined> {
    if (this.#known.has(profile)) return this.#known.get(profile);
    const running = this.#running.get(profile) ?? this.#ask(profile);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), this.#options.patienceMs ?? PATIENCE_MS);
    });
    return Promise.race([running, late]).finally(() => clearTimeout(timer));
  }

  #ask(profile: string): Promise<string | undefined> {
    // What is learned after a change of profiles is not kept.
    const keep = (alias: string | undefined): string | undefined => {
      if (this.#running.get(profile) === asked) this.#known.set(profile, alias);
      return alias;
    };
    const asked = this.#send(profile).then(keep, (thrown: unknown) => {
      const { code } = classifyAwsError(thrown, { profile, operation: 'ListAccountAliases' });
      // A refusal stays one; a network may come back.
      if (code === 'network' || code === 'timeout' || code === 'throttled') this.#running.delete(profile);
      else keep(undefined);
      return undefined;
    });
    this.#running.set(profile, asked);
    return asked;
  }

  async #send(profile: string): Promise<string | undefined> {
    const { ListAccountAliasesCommand } = await import('@aws-sdk/client-iam');
    const client = await this.#options.clients.iam(profile);
    const { AccountAliases: aliases = [] } = await client.send(new ListAccountAliasesCommand({}));
    return aliases[0];
  }
}
