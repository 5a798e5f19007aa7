import type { CommandInput } from '../../../shared/ipc/contract';
import type { InventorySource, TagMutability } from '../../../shared/model/repository';
import { covers, type Scope } from '../../state/workspace.svelte';
import { counted } from '../../words/sizes';

/** What the list of repositories can be sorted by. */
export type RepositorySortKey = Exclude<NonNullable<CommandInput<'repository.query'>['sort']>, 'relevance'>;

export const MUTABILITY_WORDS: Record<TagMutability, string> = {
  MUTABLE: 'Mutable',
  IMMUTABLE: 'Immutable',
  MUTABLE_WITH_EXCLUSION: 'Mutable*',
  IMMUTABLE_WITH_EXCLUSION: 'Immutable*',
};

/** The centre's title: what the list covers. */
export function scopeTitle(scope: Scope | undefined): string {
  if (scope?.favourites === true) return 'Favourites';
  const { profile, region, registry } = scope ?? {};
  const places = [profile, registry === 'public' ? 'Public' : region].filter((place) => place !== undefined);
  return places.length === 0 ? 'All repositories' : places.join(' · ');
}

/** Sources that belong to what is shown. */
export const sourcesIn = (sources: readonly InventorySource[], scope: Scope | undefined): InventorySource[] =>
  sources.filter((source) => covers(scope, source));

/** `3 of 8 registries read`, while some are still being read; empty when all are. */
export function readingWords(sources: readonly InventorySource[]): string {
  const pending = sources.filter(({ status }) => status === 'waiting' || status === 'loading').length;
  return pending === 0
    ? ''
    : `${sources.length - pending} of ${counted(sources.length, 'registry', 'registries')} read`;
}

const STALE_AFTER_MS = 24 * 3_600_000;
/** Whether what is known was read so long ago that it may well be otherwise by now. */
export const isStale = (readAt: string, now: number): boolean => now - Date.parse(readAt) > STALE_AFTER_MS;
