import { parseRegistryHost } from '../../shared/ecr/registry-host';
import { AppError } from '../../shared/errors';
import type { RegistryCredentials } from '../docker/docker-engine';
import { RegistryClient } from '../registry/registry-client';
import type { RetryPorts } from '../registry/retry';
import type { Transport } from '../registry/wire/wire';
import type { Denied, Explanation, RegistryAccess } from './ports';

interface Scope {
  profile: string;
  region: string;
}
interface Login extends RegistryCredentials {
  authorization: string;
}

export interface SignedRegistryAccessOptions extends RetryPorts {
  directory: { identityFor(host: string, preferredProfile?: string): Promise<Scope> };
  /** The connections that all clients share. */
  transport: Transport;
  tokens: { tokenFor(scope: Scope): Promise<Login>; fresh(scope: Scope): Promise<Login> };
  /** Why an identity may not pull there. */
  explain(denied: { host: string; repository: string; profile: string }): Promise<AppError>;
}

/** Reaches every registry with the ECR token that fits it, and foreign registries anonymously. */
export class SignedRegistryAccess implements RegistryAccess {
  readonly #options: SignedRegistryAccessOptions;

  constructor(options: SignedRegistryAccessOptions) {
    this.#options = options;
  }

  async client(host: string, profile?: string): Promise<RegistryClient> {
    const { sleep, random, transport } = this.#options;
    const scope = await this.#scope(host, profile);
    return new RegistryClient({
      host,
      sleep,
      random,
      transport,
      authorization: (options) => this.#authorization(scope, options),
    });
  }

  /** What a client of this registry presents, for one that runs elsewhere; undefined for an anonymous visit. */
  async authorization({ host, profile, refresh }: { host: string; profile?: string; refresh: boolean }): Promise<string | undefined> {
    return this.#authorization(await this.#scope(host, profile), { refresh });
  }

  async #authorization(scope: Scope | undefined, { refresh }: { refresh: boolean }): Promise<string | undefined> {
    const { tokens } = this.#options;
    if (scope === undefined) return undefined;
    return (await (refresh ? tokens.fresh(scope) : tokens.tokenFor(scope))).authorization;
  }

  async credentials(host: string, profile?: string): Promise<RegistryCredentials | undefined> {
    const scope = await this.#scope(host, profile);
    if (scope === undefined) return undefined;
    const { username, password } = await this.#options.tokens.tokenFor(scope);
    return { username, password };
  }

  async explainDenied({ host, repository, action, profile }: Denied): Promise<Explanation | undefined> {
    if (action !== 'pull') return undefined;
    const scope = await this.#scope(host, profile);
    if (scope === undefined) return undefined;
    const { message, hint, remedy } = await this.#options.explain({ host, repository, profile: scope.profile });
    return { message, ...(hint !== undefined && { hint }), ...(remedy !== undefined && { remedy }) };
  }

  /** Undefined for a registry that no AWS identity signs: it is visited anonymously. */
  async #scope(host: string, profile: string | undefined): Promise<Scope | undefined> {
    // A private registry's token means nothing to ECR Public, and whoever has none may read there.
    if (parseRegistryHost(host).kind === 'public') return undefined;
    try {
      return await this.#options.directory.identityFor(host, profile);
    } catch (thrown) {
      const isForeign = thrown instanceof AppError && thrown.code === 'profile-not-found' && profile === undefined;
      if (isForeign && parseRegistryHost(host).kind !== 'private') return undefined;
      throw thrown;
    }
  }
}
