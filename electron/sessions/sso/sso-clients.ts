import { SSOClient } from '@aws-sdk/client-sso';
import { SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import type { SsoSessionDefinition } from '../../profiles/profile-definition';
import { AWS_TIMEOUTS, clientConfig, type AwsTimeouts } from '../clients/client-config';
import { KeptClients } from '../clients/kept-clients';

/** Few: a renewal holds a lock that others wait for, and whoever plans renewals tries again by itself. */
const OIDC_ATTEMPTS = 3;

/** SDK clients of IAM Identity Center by region and endpoint. Neither service is asked with AWS keys. */
export class SsoClients {
  readonly #timeouts: AwsTimeouts;
  readonly #clients = new KeptClients();

  constructor(timeouts: AwsTimeouts = AWS_TIMEOUTS) {
    this.#timeouts = timeouts;
  }

  oidc({ region, endpoints }: Pick<SsoSessionDefinition, 'region' | 'endpoints'>): SSOOIDCClient {
    return this.#clients.once(`oidc ${region} ${endpoints.ssoOidc ?? ''}`, () => new SSOOIDCClient({ ...this.#config(endpoints.ssoOidc), maxAttempts: Math.min(OIDC_ATTEMPTS, this.#timeouts.maxAttempts), region }));
  }

  portal({ region, endpoints }: Pick<SsoSessionDefinition, 'region' | 'endpoints'>): SSOClient {
    return this.#clients.once(`portal ${region} ${endpoints.sso ?? ''}`, () => new SSOClient({ ...this.#config(endpoints.sso), region }));
  }

  close(): void {
    this.#clients.close();
  }

  /** Adaptive retries would make a person wait for each account after the portal refused one call; lists have their own patience. */
  #config(endpoint: string | undefined) {
    return { ...clientConfig(this.#timeouts, endpoint), retryMode: 'standard' };
  }
}
