import { ListAccountRolesCommand, ListAccountsCommand, type SSOClient } from '@aws-sdk/client-sso';
import { AccountId } from '../../../../shared/model/profile';
import type { SsoAccount } from '../../../../shared/model/sso';
import type { SsoClock } from '../ports';
import { ssoErrorName } from '../sso-errors';
import { bounded } from './bounded';

/** The portal answers some 20 calls a second and refuses more; four at a time stay below. */
const WIDTH = 4;
/** After the SDK's own attempts: milliseconds to wait before a throttled call is made again. */
const WAITS_MS: readonly number[] = [1000, 2000, 4000, 8000, 16_000];
/** What the API answers at most on a page. */
const PAGE = 100;

export interface Listing {
  portal: SSOClient;
  accessToken: string;
  clock: SsoClock;
  signal: AbortSignal;
}

/** Every account of the signed-in person with every role there, by name. @throws what the SDK throws. */
export async function listAccounts(listing: Listing): Promise<SsoAccount[]> {
  const { portal, accessToken, signal } = listing;
  const found = await pages(async (nextToken) => {
    const answer = await patiently(listing, () => portal.send(new ListAccountsCommand({ accessToken, maxResults: PAGE, nextToken }), { abortSignal: signal }));
    return { items: answer.accountList ?? [], nextToken: answer.nextToken };
  });
  const accounts = found.flatMap(({ accountId, accountName, emailAddress }) => (AccountId.safeParse(accountId).success && accountId !== undefined ? [{ accountId, accountName: accountName ?? accountId, ...(emailAddress && { email: emailAddress }) }] : []));
  const withRoles = await bounded(accounts, WIDTH, async (account) => ({ ...account, roles: await rolesOf(listing, account.accountId) }));
  return withRoles.sort((a, b) => a.accountName.localeCompare(b.accountName, 'en') || a.accountId.localeCompare(b.accountId));
}

async function rolesOf(listing: Listing, accountId: string): Promise<string[]> {
  const { portal, accessToken, signal } = listing;
  const roles = await pages(async (nextToken) => {
    const answer = await patiently(listing, () => portal.send(new ListAccountRolesCommand({ accessToken, accountId, maxResults: PAGE, nextToken }), { abortSignal: signal }));
    return { items: answer.roleList ?? [], nextToken: answer.nextToken };
  });
  return roles.flatMap(({ roleName }) => roleName ?? []).sort();
}

async function pages<T>(read: (nextToken: string | undefined) => Promise<{ items: T[]; nextToken: string | undefined }>): Promise<T[]> {
  const all: T[] = [];
  const seen = new Set<string>();
  let nextToken: string | undefined;
  do {
    const page = await read(nextToken);
    all.push(...page.items);
    // A service that sends one token twice would have us read for ever.
    nextToken = page.nextToken === undefined || page.nextToken === '' || seen.has(page.nextToken) ? undefined : page.nextToken;
    if (nextToken !== undefined) seen.add(nextToken);
  } while (nextToken !== undefined);
  return all;
}

async function patiently<T>({ clock, signal }: Listing, call: () => Promise<T>): Promise<T> {
  for (const wait of WAITS_MS) {
    try {
      return await call();
    } catch (thrown) {
      if (ssoErrorName(thrown) !== 'TooManyRequests' || signal.aborted) throw thrown;
      await clock.sleep(wait, signal);
    }
  }
  return call();
}
