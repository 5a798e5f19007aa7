import { ProfileName } from '../../../shared/model/profile';
import type { SsoAccount } from '../../../shared/model/sso';
import { proposeSsoProfileName } from '../../../shared/sso/propose-profile-name';

/** One role in one account: what may become a profile. */
export interface RoleRow {
  key: string;
  accountId: string;
  accountName: string;
  roleName: string;
}

/** The names that chosen rows will have as profiles, by the rows' keys. */
export type RoleNames = ReadonlyMap<string, string>;
export const NO_NAMES: RoleNames = new Map();

/** Every account × role, in the order of the accounts. */
export const roleRows = (accounts: readonly SsoAccount[]): RoleRow[] =>
  accounts.flatMap(({ accountId, accountName, roles }) =>
    roles.map((roleName) => ({ key: `${accountId} ${roleName}`, accountId, accountName, roleName })),
  );

/** The rows that have every word of a search in account, id or role. */
export function findRoles(rows: readonly RoleRow[], search: string): readonly RoleRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const text = `${row.accountName} ${row.accountId} ${row.roleName}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Chooses rows, each under a free name; those that are chosen already keep theirs. */
export function choose(names: RoleNames, rows: readonly RoleRow[], existing: readonly string[]): RoleNames {
  const chosen = new Map(names);
  const taken = new Set([...existing, ...names.values()]);
  for (const row of rows) {
    if (chosen.has(row.key)) continue;
    const name = proposeSsoProfileName(row, taken);
    taken.add(name);
    chosen.set(row.key, name);
  }
  return chosen;
}

/** Lets rows go. */
export function drop(names: RoleNames, rows: readonly RoleRow[]): RoleNames {
  const left = new Map(names);
  for (const { key } of rows) left.delete(key);
  return left;
}

export const rename = (names: RoleNames, { key }: RoleRow, name: string): RoleNames =>
  new Map(names).set(key, name);

/** Why names cannot be taken, one sentence each, by the rows' keys. */
export function nameProblems(names: RoleNames, existing: readonly string[]): RoleNames {
  const taken = new Set(existing);
  const counts = new Map<string, number>();
  for (const name of names.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const problemOf = (name: string): string | undefined => {
    if (name === '') return 'It needs a name.';
    const parsed = ProfileName.safeParse(name);
    if (!parsed.success) return parsed.error.issues[0]?.message;
    if (taken.has(name)) return 'There is a profile of this name already.';
    return (counts.get(name) ?? 0) > 1 ? 'More than one has this name.' : undefined;
  };
  const problems = new Map<string, string>();
  for (const [key, name] of names) {
    const problem = problemOf(name);
    if (problem !== undefined) problems.set(key, problem);
  }
  return problems;
}
