import { authsOf, helpersOf, storeOf } from '../../../shared/docker/config-file';

/** How a host's entry went away between two texts, as far as they tell. */
export type Drop = 'overwritten' | 'signed-out' | 'unclear';

export interface DropFacts {
  /** The newest text that had our entry. */
  was: string;
  /** The text now, without it. */
  is: string;
  /** Hosts that Berth keeps signed in: several of them may go at once. */
  ours: ReadonlySet<string>;
  /** Our entry is so new that a `docker login` that began before it may end now. */
  recent: boolean;
}

/**
 * Whether our entry was lost to another program or taken out by a person.
 *
 * `docker login` reads the file, talks to its registry, then writes what it read with its own entry: everything that
 * came meanwhile is gone. So when any other entry came, went or changed together with ours, it was overwritten. A
 * `docker logout HOST` takes out that one entry. What is left is a login that wrote an entry with the same words as
 * before: it looks like a logout, and only shortly after our own write can it be one of these (`unclear`).
 */
export function judgeDrop({ was, is, ours, recent }: DropFacts): Drop {
  const [before, after] = [foreignIn(was, ours), foreignIn(is, ours)];
  const same = before.size === after.size && [...before].every(([key, value]) => after.get(key) === value);
  if (!same) return 'overwritten';
  return recent ? 'unclear' : 'signed-out';
}

function foreignIn(text: string, ours: ReadonlySet<string>): Map<string, string> {
  const entries = [
    ...[...authsOf(text)].filter(([host]) => !ours.has(host)).map(([host, auth]) => [`auths ${host}`, auth] as const),
    ...[...helpersOf(text)].map(([host, helper]) => [`credHelpers ${host}`, helper] as const),
  ];
  return new Map([...entries, ['credsStore', storeOf(text) ?? '']]);
}
