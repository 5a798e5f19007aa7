/** Where a push may go: repositories that were found, that were used lately, and those that would be new. */
import { repositoryNameProblem } from '../../../../shared/ecr/names';
import type { Job } from '../../../../shared/model/moving/job';
import type { Repository } from '../../../../shared/model/repository';
import type { PushTarget } from '../../../state/pushable';
import type { RegistryPlace } from './place-hosts.svelte';

/** What was typed: words to search for, or a whole reference. */
export interface Typed {
  host?: string;
  /** Without host, tag and digest. */
  words: string;
}

/** `HOST/team/api:v1` → host and `team/api`; anything else is words. */
export function readTyped(text: string): Typed {
  const bare = text.trim().replace(/^https?:\/\//, '');
  const slash = bare.indexOf('/');
  const host = bare.slice(0, Math.max(0, slash)).toLowerCase();
  if (!/[.:]/.test(host) && host !== 'localhost') return { words: bare };
  return {
    host,
    words: bare
      .slice(slash + 1)
      .replace(/@.*$/, '')
      .replace(/:[^/]*$/, ''),
  };
}

/** The last repositories that something was pushed to, newest first, as `host/name`. */
export function recentUris(jobs: readonly Job[], most: number): string[] {
  const pushed = jobs
    .filter(({ kind, outcome }) => outcome !== undefined && (kind.startsWith('push') || kind === 'build'))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    .map(({ outcome }) => (outcome?.reference ?? '').replace(/@.*$/, '').replace(/:[^/]*$/, ''));
  return pushed.filter((uri, index) => uri !== '' && pushed.indexOf(uri) === index).slice(0, most);
}

/** Repositories that could be made under the typed name, in every registry in which there is none of that name. */
export function newTargets(
  typed: Typed,
  {
    rows,
    places,
    hostOf,
  }: {
    rows: readonly Repository[];
    places: readonly RegistryPlace[];
    hostOf: (place: RegistryPlace) => string | undefined;
  },
): PushTarget[] {
  const name = typed.words;
  if (repositoryNameProblem(name) !== undefined) return [];
  return places.flatMap((place) => {
    const { profile, region, accountId = '' } = place;
    const host = hostOf(place);
    const there = rows.some((row) => row.name === name && row.profile === profile && row.region === region);
    if (host === undefined || there || (typed.host !== undefined && typed.host !== host)) return [];
    return [{ profile, region, accountId, host, name, uri: `${host}/${name}`, missing: true }];
  });
}
