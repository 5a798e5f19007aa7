import type { SigningKey } from '../api/authenticate';
import type { Principal, SandboxAccount, SandboxRole, SandboxState, SandboxUser } from '../state';

export interface KeyBookOptions {
  state: SandboxState;
  /** Upper-case letters and digits, `count` of them. */
  randomName: (count: number) => string;
  /** base64 of `count` random bytes. */
  randomSecret: (count: number) => string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Temporary credentials as AssumeRole answers them. */
export interface TemporaryKey {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: number;
  arn: string;
  assumedRoleId: string;
}

/** Every key that may sign: those of the users, and those of sessions, which live in memory alone. */
export class KeyBook {
  readonly #options: KeyBookOptions;
  readonly #sessions = new Map<string, SigningKey>();

  constructor(options: KeyBookOptions) {
    this.#options = options;
  }

  find(accessKeyId: string): SigningKey | undefined {
    const session = this.#sessions.get(accessKeyId);
    if (session !== undefined) return session;
    for (const account of this.#options.state.accounts) {
      const user = account.users.find((candidate) => candidate.accessKeyId === accessKeyId);
      if (user !== undefined) return { secretAccessKey: user.secretAccessKey, principal: userPrincipal(account, user) };
    }
    return undefined;
  }

  /** Opens a session of a user for `seconds` (GetSessionToken). */
  session(user: Principal, { seconds, mfa }: { seconds: number; mfa: boolean }): TemporaryKey {
    const expiresAt = this.#options.now() + seconds * 1000;
    return this.#keep({ ...user, expiresAt, ...(mfa && { mfa }) });
  }

  /** Opens a session of a role for `seconds`. */
  assume(account: SandboxAccount, role: SandboxRole, session: { name: string; seconds: number }): TemporaryKey {
    const expiresAt = this.#options.now() + session.seconds * 1000;
    const arn = `arn:aws:sts::${account.id}:assumed-role/${role.name}/${session.name}`;
    const assumedRoleId = `AROA${role.name.toUpperCase().replace(/[^A-Z0-9]/g, '').padEnd(17, '0').slice(0, 17)}:${session.name}`;
    return this.#keep({
      accountId: account.id,
      arn,
      userId: assumedRoleId,
      roleArn: roleArn(account, role),
      policies: role.policies,
      expiresAt,
    });
  }

  #keep(principal: Principal & { expiresAt: number }): TemporaryKey {
    const { randomName, randomSecret } = this.#options;
    const key = { accessKeyId: `ASIA${randomName(16)}`, secretAccessKey: randomSecret(30), sessionToken: randomSecret(240) };
    this.#sessions.set(key.accessKeyId, { secretAccessKey: key.secretAccessKey, sessionToken: key.sessionToken, principal });
    return { ...key, expiresAt: principal.expiresAt, arn: principal.arn, assumedRoleId: principal.userId };
  }
}

export const roleArn = (account: SandboxAccount, role: SandboxRole): string => `arn:aws:iam::${account.id}:role/${role.name}`;

const userPrincipal = (account: SandboxAccount, user: SandboxUser): Principal => ({
  accountId: account.id,
  arn: `arn:aws:iam::${account.id}:user/${user.name}`,
  userId: user.accessKeyId.replace(/^AKIA/, 'AIDA'),
  policies: user.policies,
});
