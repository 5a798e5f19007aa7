/** The portal: API reference “IAM Identity Center Portal 2019-06-10”. */
import { json, PortalError, type Answer } from './answer';
import type { Records } from './records';

export interface PersonsAccount {
  accountId: string;
  accountName: string;
  emailAddress: string;
  roles: string[];
}

/** Keys of a role; `expiration` in epoch milliseconds. */
export interface RoleKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: number;
}

export interface PortalOptions {
  accounts: readonly PersonsAccount[];
  roleKeys: (role: { accountId: string; roleName: string }) => Promise<RoleKeys>;
}

export class Portal {
  readonly #records: Records;
  readonly #options: PortalOptions;

  constructor(records: Records, options: PortalOptions) {
    this.#records = records;
    this.#options = options;
  }

  /** Whether this path is the portal's. */
  static serves(path: string): boolean {
    return ['/assignment/accounts', '/assignment/roles', '/federation/credentials', '/logout'].includes(path);
  }

  async run(path: string, query: URLSearchParams, accessToken: string | undefined): Promise<Answer> {
    const { asked, knobs, tokens, now } = this.#records;
    asked.push({ '/assignment/accounts': 'ListAccounts', '/assignment/roles': 'ListAccountRoles', '/federation/credentials': 'GetRoleCredentials', '/logout': 'Logout' }[path] ?? path);
    if (knobs.throttleNext > 0) {
      knobs.throttleNext -= 1;
      throw new PortalError('TooManyRequests', 429, 'HTTP 429 Unknown Code');
    }
    if (accessToken === undefined || (tokens.get(accessToken) ?? 0) <= now()) throw new PortalError('Unauthorized', 401, 'Session token not found or invalid');
    if (path === '/logout') {
      tokens.delete(accessToken);
      return { status: 200, body: '' };
    }
    const { accounts, roleKeys } = this.#options;
    if (path === '/assignment/accounts') {
      const { rows, nextToken } = this.#page(accounts, query);
      return json({ accountList: rows.map(({ roles: _roles, ...account }) => account), nextToken });
    }
    const accountId = query.get('account_id') ?? '';
    const account = accounts.find((one) => one.accountId === accountId);
    if (!/^\d{12}$/.test(accountId)) throw new PortalError('InvalidRequest', 400, 'Missing or invalid account_id');
    if (path === '/assignment/roles') {
      if (account === undefined) throw new PortalError('ResourceNotFound', 404, `Account ${accountId} not found`);
      const { rows, nextToken } = this.#page(account.roles, query);
      return json({ roleList: rows.map((roleName) => ({ roleName, accountId })), nextToken });
    }
    const roleName = query.get('role_name') ?? '';
    if (account?.roles.includes(roleName) !== true) throw new PortalError('Forbidden', 403, 'No access');
    return json({ roleCredentials: await roleKeys({ accountId, roleName }) });
  }

  #page<T>(all: readonly T[], query: URLSearchParams): { rows: readonly T[]; nextToken: string | null } {
    const size = Math.min(this.#records.knobs.pageSize, Number(query.get('max_result') ?? '20'));
    const token = query.get('next_token');
    const start = token === null ? 0 : Number(Buffer.from(token, 'base64').toString().replace(/^at /, ''));
    if (!Number.isInteger(start) || start < 0 || start > all.length) throw new PortalError('InvalidRequest', 400, 'Invalid next_token');
    const end = start + size;
    return { rows: all.slice(start, end), nextToken: end < all.length ? Buffer.from(`at ${end}`).toString('base64') : null };
  }
}
