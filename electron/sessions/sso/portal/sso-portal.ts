import { LogoutCommand } from '@aws-sdk/client-sso';
import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { AppError } from '../../../../shared/errors';
import type { SsoAccount } from '../../../../shared/model/sso';
import type { KnownSession, SsoClock } from '../ports';
import type { SsoClients } from '../sso-clients';
import { classifySsoError, signInNeeded, ssoErrorName } from '../sso-errors';
import type { SsoTokens } from '../sso-tokens';
import { listAccounts } from './list-accounts';
import { roleCredentials } from './role-credentials';

export interface SsoPortalOptions {
  clients: Pick<SsoClients, 'portal'>;
  tokens: Pick<SsoTokens, 'usable'>;
  clock: SsoClock;
  /** The portal took neither this token nor a renewed one. */
  refused: (session: string, accessToken: string) => void;
}

/** A sign-out does not wait longer for a portal that does not answer; the token is forgotten all the same. */
const LOGOUT_WITHIN_MS = 5000;

/** The portal of IAM Identity Center, asked with a session's token. Every method throws AppError. */
export class SsoPortal {
  readonly #options: SsoPortalOptions;

  constructor(options: SsoPortalOptions) {
    this.#options = options;
  }

  accounts(session: KnownSession, signal: AbortSignal): Promise<SsoAccount[]> {
    const { clients, clock } = this.#options;
    return this.#ask(session, 'ListAccounts', (accessToken) => listAccounts({ portal: clients.portal(session), accessToken, clock, signal }));
  }

  credentials(session: KnownSession, role: { accountId: string; roleName: string }): Promise<AwsCredentialIdentity> {
    return this.#ask(session, 'GetRoleCredentials', (accessToken) => roleCredentials(this.#options.clients.portal(session), accessToken, { ...role, session: session.name }));
  }

  /** Ends a token at the portal. A portal that cannot be reached is let be. */
  async logout(session: KnownSession, accessToken: string): Promise<void> {
    const abortSignal = AbortSignal.timeout(LOGOUT_WITHIN_MS);
    await this.#options.clients.portal(session).send(new LogoutCommand({ accessToken }), { abortSignal }).catch(() => undefined);
  }

  /** A token that the portal does not take is renewed once; after that a person is needed. */
  async #ask<T>(session: KnownSession, operation: string, call: (accessToken: string) => Promise<T>): Promise<T> {
    const { tokens, refused } = this.#options;
    const { name, region } = session;
    const { accessToken } = await tokens.usable(session);
    try {
      return await call(accessToken);
    } catch (thrown) {
      if (ssoErrorName(thrown) !== 'Unauthorized') throw classifySsoError(thrown, { session: name, region, operation });
    }
    const renewed = await tokens.usable(session, accessToken).catch((thrown: unknown) => {
      if (thrown instanceof AppError && thrown.code === 'session-expired') refused(name, accessToken);
      throw thrown;
    });
    try {
      return await call(renewed.accessToken);
    } catch (thrown) {
      if (ssoErrorName(thrown) !== 'Unauthorized') throw classifySsoError(thrown, { session: name, region, operation });
      refused(name, renewed.accessToken);
      throw signInNeeded(name, 'ended');
    }
  }
}
