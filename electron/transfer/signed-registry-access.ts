import { parseRegistryHost } from '../../shared/ecr/registry-host';
import { AppError } from '../../shared/errors';
import { IDENTITY_TOKEN } from '../docker-auth/foreign-logins';
import type { RegistryCredentials } from '../docker/docker-engine';
import { RegistryClient } from '../registry/registry-client';
import type { RetryPorts } from '../registry/retry';
import type { OpenUploads } from '../registry/upload/open-uploads';
import type { Transport } from '../registry/wire/wire';
import type { Denied, Explanation, LayersWanted, RegistryAccess } from './ports';

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
  /** Where uploads are remembered beyond the end of Berth; without it none is. */
  openUploads?: OpenUploads;
  tokens: { tokenFor(scope: Scope): Promise<Login>; fresh(scope: Scope): Promise<Login> };
  /** Docker's own sign-ins, for registries that no AWS identity signs. */
  logins?: { loginFor(host: string, options?: { fresh: boolean }): Promise<{ username: string; password: string } | undefined> };
  /** Which layers a repository of ECR has, asked for all at once; undefined when that cannot be told. */
  availableLayers?: (asked: LayersWanted & Scope) => Promise<string[] | undefined>;
  /** Why an identity may not pull there. */
  explain(denied: { host: string; repository: string; profile: string }): Promise<AppError>;
}

/** Reaches every registry with the ECR token that fits it, and foreign ones with what `docker login` left, or anonymously. */
export class SignedRegistryAccess implements RegistryAccess {
  readonly #options: SignedRegistryAccessOptions;

  constructor(options: SignedRegistryAccessOptions) {
    this.#options = options;
  }

  async client(host: string, profile?: string): Promise<RegistryClient> {
    const { sleep, random, transport, openUploads } = this.#options;
    const scope = await this.#scope(host, profile);
    return new RegistryClient({
      host,
      sleep,
      random,
      transport,
      ...(openUploads !== undefined && { openUploads }),
      authorization: (options) => this.#authorization(host, scope, options),
    });
  }

  /** What a client of this registry presents, for one that runs elsewhere; undefined for an anonymous visit. */
  async authorization({ host, profile, refresh }: { host: string; profile?: string; refresh: boolean }): Promise<string | undefined> {
    return this.#authorization(host, await this.#scope(host, profile), { refresh });
  }

  async #authorization(host: string, scope: Scope | undefined, { refresh }: { refresh: boolean }): Promise<string | undefined> {
    const { tokens } = this.#options;
    if (scope === undefined) {
      const login = await this.#foreignLogin(host, refresh);
      return login === undefined ? undefined : Buffer.from(`${login.username}:${login.password}`).toString('base64');
    }
    return (await (refresh ? tokens.fresh(scope) : tokens.tokenFor(scope))).authorization;
  }

  async credentials(host: string, profile?: string): Promise<RegistryCredentials | undefined> {
    const scope = await this.#scope(host, profile);
    if (scope === undefined) {
      const login = await this.#foreignLogin(host, false);
      // An identity token is no password, which is all that is handed on here.
      return login?.username === IDENTITY_TOKEN ? undefined : login;
    }
    const { username, password } = await this.#options.tokens.tokenFor(scope);
    return { username, password };
  }

  async availableLayers(asked: LayersWanted): Promise<string[] | undefined> {
    const scope = await this.#scope(asked.host, asked.profile);
    return scope === undefined ? undefined : this.#options.availableLayers?.({ ...asked, profile: scope.profile, region: scope.region });
  }

  async explainDenied({ host, repository, action, profile }: Denied): Promise<Explanation | undefined> {
    if (action !== 'pull') return undefined;
    const scope = await this.#scope(host, profile);
    if (scope === undefined) return undefined;
    const { message, hint, remedy } = await this.#options.explain({ host, repository, profile: scope.profile });
    return { message, ...(hint !== undefined && { hint }), ...(remedy !== undefined && { remedy }) };
  }

  /** ECR Public is visited anonymously: an ECR sign-in there that has ended would only be in the way. */
  async #foreignLogin(host: string, fresh: boolean): Promise<RegistryCredentials | undefined> {
    return parseRegistryHost(host).kind === 'public' ? undefined : this.#options.logins?.loginFor(host, { fresh });
  }

  /** Undefined for a registry that no AWS identity signs. */
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
