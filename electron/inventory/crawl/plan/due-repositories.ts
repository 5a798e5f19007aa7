import type { Freshness } from '../ports';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Shortest and longest time between two readings of a repository's images. */
export const INTERVALS = { least: 30 * MINUTE, most: 14 * DAY } as const;

/** Of all the calls that reading everything takes, an unchanged refresh may make these many: a little below the 5 % that are promised. */
export const REFRESH_SHARE = 0.04;

/** Images that one call of DescribeImages answers. */
export const IMAGES_A_CALL = 1000;

/** What decides which repositories are due, besides what is known of them. Plain data: it is asked of the store's thread. */
export interface DueQuestion {
  /** Epoch milliseconds. */
  now: number;
  /** Calls that the lists of repositories took in this turn; they are part of the budget. */
  listCalls: number;
  /** URIs that are open, in view or favourites: read whatever they cost, at most a few hundred. */
  watched: readonly string[];
  /** Read everything, as a person asked. */
  everything?: boolean;
}

/** What is to be read, the most urgent first. */
export interface Due {
  /** Never read; the newest first. */
  fresh: Freshness[];
  watched: Freshness[];
  /** As the budget allows. */
  overdue: Freshness[];
}

/**
 * Which repositories' images are read in this turn.
 *
 * The rules: a repository whose images were never read is always due, and so is one that is watched.
 * Of the rest, each has an interval that follows its own history: a quarter of the time between its newest push and our last look,
 * from half an hour to two weeks, so that a busy repository is looked at often and one that rests, seldom. Those past their interval are due, the most
 * overdue first, as far as the budget goes: 4 % of the calls that reading everything takes, less those that listing repositories took.
 * What is left over is more overdue next time, so that everything has its turn. A `readAt` in the future comes of a clock that was
 * wrong, and counts as long ago.
 */
export function dueRepositories(all: Iterable<Freshness>, { now, listCalls, watched, everything = false }: DueQuestion): Due {
  const named = new Set(watched);
  const due: Due = { fresh: [], watched: [], overdue: [] };
  const overdue: { of: Freshness; by: number }[] = [];
  let cold = listCalls;
  for (const each of all) {
    cold += callsOf(each);
    if (each.readAt === undefined) due.fresh.push(each);
    else if (named.has(each.uri)) due.watched.push(each);
    else {
      const by = overdueBy(each, now);
      if (by >= 1 || everything) overdue.push({ of: each, by });
    }
  }
  due.fresh.sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  overdue.sort((a, b) => b.by - a.by);
  let budget = everything ? Number.POSITIVE_INFINITY : Math.floor(cold * REFRESH_SHARE) - listCalls - due.watched.reduce((sum, each) => sum + callsOf(each), 0);
  for (const { of } of overdue) {
    budget -= callsOf(of);
    if (budget < 0) break;
    due.overdue.push(of);
  }
  return due;
}

/** Calls that reading its images takes, as far as their number is known. */
export const callsOf = ({ images = 0 }: Pick<Freshness, 'images'>): number => Math.max(1, Math.ceil(images / IMAGES_A_CALL));

/** 1: just due; 2: twice as long ago as it should be. */
function overdueBy({ readAt = 0, newestPushAt }: Freshness, now: number): number {
  if (readAt > now + INTERVALS.least) return Number.POSITIVE_INFINITY;
  const rests = newestPushAt === undefined ? INTERVALS.most : Math.max(0, readAt - newestPushAt) / 4;
  return (now - readAt) / Math.min(INTERVALS.most, Math.max(INTERVALS.least, rests));
}
