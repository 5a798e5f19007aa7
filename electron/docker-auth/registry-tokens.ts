import { isFresh } from '../refresh/life';
import { askAuthorization, type AuthorizationClients, type TokenScope } from './ask-authorization';
import { lifeOf, type RegistryToken } from './registry-token';

export type { TokenScope } from './ask-authorization';

export interface RegistryTokensOptions {
  clients: AuthorizationClients;
  profiles: { onChange(listener: () => void): () => void; find?(name: string): { endpoints: { ecrPublic?: string } } };
  clock?: () => number;
}

/** Registry tokens by profile and region; one call at a time each, renewed at half of their life. */
export class RegistryTokens {
  readonly #options: RegistryTokensOptions;
  readonly #now: () => number;
  readonly #tokens = new Map<string, RegistryToken>();
  readonly #running = new Map<string, Promise<RegistryToken>>();

  constructor(options: RegistryTokensOptions) {
    this.#options = options;
    this.#now = options.clock ?? Date.now;
    options.profiles.onChange(() => this.forget());
  }

  /** Forgets all tokens: the next call asks AWS. */
  forget(): void {
    this.#tokens.clear();
    this.#running.clear();
  }

  /**
   * A token that is valid now. After half of its life a new one is asked for; when that fails the old one serves
   * while it lasts.
   * @throws AppError, as AWS refused it.
   */
  async tokenFor(scope: TokenScope): Promise<RegistryToken> {
    const token = this.#tokens.get(keyOf(scope));
    if (token !== undefined && isFresh(lifeOf(token), this.#now())) return token;
    try {
      return await this.fresh(scope);
    } catch (thrown) {
      if (token !== undefined && this.#now() < token.expiresAt.getTime()) return token;
      throw thrown;
    }
  }

  /** A new token, whatever is at hand: after a 403, or for a renewal that must know of its failure. */
  fresh(scope: TokenScope): Promise<RegistryToken> {
    const key = keyOf(scope);
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const { clients, profiles } = this.#options;
    const publicEndpoint = (profile: string): string | undefined => profiles.find?.(profile).endpoints.ecrPublic;
    const asked = askAuthorization(scope, { clients, publicEndpoint, now: this.#now }).then((token) => {
      // Forgotten meanwhile: this answer is of the old profile.
      if (this.#running.get(key) === asked) this.#tokens.set(key, token);
      return token;
    });
    this.#running.set(key, asked);
    const forget = (): void => {
      if (this.#running.get(key) === asked) this.#running.delete(key);
    };
    asked.then(forget, forget);
    return asked;
  }
}

const keyOf = ({ profile, region, public: isPublic }: TokenScope): string => `${profile}\n${region}${isPublic === true ? '\npublic' : ''}`;
