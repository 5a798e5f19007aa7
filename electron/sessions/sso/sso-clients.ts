import { SSOClient } from '@aws-sdk/client-sso';
import { SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import type { SsoSessionDefinition } from '../../profiles/profile-definition';
import { AWS_TIMEOUTS, clientConfig, type AwsTimeouts } from '../clients/client-config';

interface Closable {
  destroy(): void;
}

/** Few: a renewal holds a lock that others wait for, and whoever plans renewals tries again by itself. */
const OIDC_ATTEMPTS = 3;

/** SDK clients of IAM Identity Center by region and endpoint. Neither service is asked with AWS keys. */
export class SsoClients {
  readonly #timeouts: AwsTimeouts;
  readonly #clients = new Map<string, Closable>();

  constructor(timeouts: AwsTimeouts = AWS_TIMEOUTS) {
    this.#timeouts = timeouts;
  }

  oidc({ region, endpoints }: Pick<SsoSessionDefinition, 'region' | 'endpoints'>): SSOOIDCClient {
    return this.#once(`oidc ${region} ${endpoints.ssoOidc ?? ''}`, () => new SSOOIDCClient({ ...this.#config(endpoints.ssoOidc), maxAttempts: Math.min(OIDC_ATTEMPTS, this.#timeouts.maxAttempts), region }));
  }

  portal({ region, endpoints }: Pick<SsoSessionDefinition, 'region' | 'endpoints'>): SSOClient {
    return this.#once(`portal ${region} ${endpoints.sso ?? ''}`, () => new SSOClient({ ...this.#config(endpoints.sso), region }));
  }

  close(): void {
    this.#clients.forEach((client) => client.destroy());
    this.#clients.clear();
  }

  /** Adaptive retries would make a person wait for each account after the portal refused one call; lists have their own patience. */
  #config(endpoint: string | undefined) {
    return { ...clientConfig(this.#timeouts, endpoint), retryMode: 'standard' };
  }

  #once<T extends Closable>(key: string, make: () => T): T {
    const known = this.#clients.get(key);
    // The key names the kind, so what is stored under it is of that kind.
    if (known !== undefined) return known as T;
    const client = make();
    this.#clients.set(key, client);
    return client;
  }
}
