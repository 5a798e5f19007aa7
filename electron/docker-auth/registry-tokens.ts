import { GetAuthorizationTokenCommand, type AuthorizationData, type ECRClient } from '@aws-sdk/client-ecr';
import { AppError } from '../../shared/errors';
import { hostOfEndpoint } from '../../shared/ecr/registry-host';
import { classifyAwsError } from '../sessions/aws-errors';
import { refreshAt, type RegistryToken } from './registry-token';

/** Whose token, for which region. */
export interface TokenScope {
  profile: string;
  region: string;
}

export interface RegistryTokensOptions {
  clients: { ecr(profile: string, region: string): ECRClient };
  profiles: { onChange(listener: () => void): () => void };
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
    if (token !== undefined && this.#now() < refreshAt(token).getTime() && this.#now() >= token.issuedAt.getTime() - 60_000) return token;
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
    const asked = this.#ask(scope).then((token) => {
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

  async #ask({ profile, region }: TokenScope): Promise<RegistryToken> {
    let data: AuthorizationData | undefined;
    const issuedAt = new Date(this.#now());
    try {
      const client = this.#options.clients.ecr(profile, region);
      data = (await client.send(new GetAuthorizationTokenCommand({}))).authorizationData?.[0];
    } catch (thrown) {
      throw classifyAwsError(thrown, { profile, region, operation: 'GetAuthorizationToken' });
    }
    return validated(data, issuedAt, { profile, region });
  }
}

const keyOf = ({ profile, region }: TokenScope): string => `${profile}\n${region}`;

/** An empty 200 is a success for the SDK, so every part is looked at. */
function validated(data: AuthorizationData | undefined, issuedAt: Date, { profile, region }: TokenScope): RegistryToken {
  const { authorizationToken = '', proxyEndpoint = '', expiresAt } = data ?? {};
  const [username, password] = split(Buffer.from(authorizationToken, 'base64').toString('utf8'));
  const host = hostOfEndpoint(proxyEndpoint).toLowerCase();
  const isHost = /^(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/.test(host);
  if (username !== 'AWS' || password === '' || !isHost || expiresAt === undefined || Number.isNaN(expiresAt.getTime())) {
    throw new AppError('registry-failed', `The sign-in answer for profile ${profile} in ${region} is not what ECR answers.`, {
      hint: 'Look at the endpoint_url of the profile, and at proxies on the way.',
    });
  }
  if (expiresAt.getTime() <= issuedAt.getTime())
    throw new AppError('clock-skew', `The sign-in for profile ${profile} in ${region} had expired when it arrived.`, { hint: 'Set the clock of this computer, and look at when the session of the profile ends.' });
  return { host, endpoint: proxyEndpoint, username, password, authorization: authorizationToken, issuedAt, expiresAt };
}

function split(pair: string): [string, string] {
  const colon = pair.indexOf(':');
  return colon < 0 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)];
}
