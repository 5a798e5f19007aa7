import { describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors';
import { dueRepositories, INTERVALS, type DueQuestion } from '../../../electron/inventory/crawl/plan/due-repositories';
import { EVERY, PeriodicRefresh } from '../../../electron/inventory/crawl/periodic-refresh';
import type { Freshness } from '../../../electron/inventory/crawl/ports';
import { readPages } from '../../../electron/inventory/crawl/read-pages';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const NOW = 1000 * DAY;
const question: DueQuestion = { now: NOW, listCalls: 0, watched: [] };
const repository = (name: string, over: Partial<Freshness> = {}): Freshness => ({
  uri: `host/${name}`, name, host: 'host', profiles: ['dev'], region: 'eu-central-1', registry: 'private', readAt: NOW - HOUR, newestPushAt: NOW - 100 * DAY, images: 10, ...over,
});
const names = (all: readonly Freshness[]): string[] => all.map(({ name }) => name);
const many = (count: number, over: Partial<Freshness> = {}): Freshness[] => Array.from({ length: count }, (_none, at) => repository(`r${at}`, over));

describe('which repositories are due', () => {
  test('those that were never read, the newest first, whatever it costs', () => {
    const { readAt: _readAt, ...unread } = repository('old', { createdAt: 1 });
    expect(names(dueRepositories([unread, { ...unread, name: 'new', createdAt: 2 }], question).fresh)).toEqual(['new', 'old']);
  });

  test('none of those that were read within their interval', () => {
    expect(dueRepositories(many(1000), question)).toEqual({ fresh: [], watched: [], overdue: [] });
  });

  test('at most a twentieth of all calls, lists of repositories included, the most overdue first', () => {
    const all = [...many(1000, { readAt: NOW - 30 * DAY }), repository('busy', { readAt: NOW - 30 * DAY, newestPushAt: NOW - 30 * DAY - HOUR })];
    const { overdue } = dueRepositories(all, { ...question, listCalls: 10 });
    expect(overdue[0]?.name).toBe('busy');
    expect(overdue.length + 10).toBeLessThanOrEqual(0.05 * 1011);
    expect(overdue.length).toBeGreaterThan(20);
  });

  test('a busy one soon, and one that rests seldom', () => {
    const filler = many(1000);
    const busy = repository('busy', { readAt: NOW - INTERVALS.least, newestPushAt: NOW - INTERVALS.least - HOUR });
    const resting = repository('resting', { readAt: NOW - 10 * DAY });
    expect(names(dueRepositories([...filler, busy, resting], question).overdue)).toEqual(['busy']);
  });

  test('those that are watched, always', () => {
    const { watched, overdue } = dueRepositories(many(10), { ...question, watched: ['host/r3', 'host/r5'] });
    expect(names(watched)).toEqual(['r3', 'r5']);
    expect(overdue).toEqual([]);
  });

  test('everything, where a person asks for it', () => {
    expect(dueRepositories(many(100), { ...question, everything: true }).overdue).toHaveLength(100);
  });

  test('one that was read in the future: a clock was wrong', () => {
    const all = [...many(100), repository('skewed', { readAt: NOW + DAY })];
    expect(names(dueRepositories(all, question).overdue)).toEqual(['skewed']);
  });

  test('large repositories count as many calls as they have pages', () => {
    const all = [...many(1000), ...['a', 'b'].map((name) => repository(name, { images: 30_000, readAt: NOW - 30 * DAY }))];
    expect(names(dueRepositories(all, question).overdue)).toEqual(['a']);
  });
});

describe('reading pages', () => {
  const keep = (item: string): readonly [string, string] => [item, item];

  test('begins anew when a token is no longer taken, and has every item once', async () => {
    let refused = false;
    const items = await readPages({
      keep,
      ask: (token) => {
        if (token === undefined) return Promise.resolve({ items: ['a'], nextToken: 'one' });
        if (refused) return Promise.resolve({ items: ['a', 'b'] });
        refused = true;
        return Promise.reject(new AppError('invalid-input', 'Expired.'));
      },
    });
    expect(items).toEqual(['a', 'b']);
  });

  test('gives up on tokens that are refused for ever, and on a page that comes again and again', async () => {
    const expiring = (token: string | undefined) => (token === undefined ? Promise.resolve({ items: ['a'], nextToken: 'one' }) : Promise.reject(new AppError('invalid-input', 'Expired.')));
    await expect(readPages({ keep, ask: expiring })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(readPages({ keep, ask: () => Promise.resolve({ items: ['a'], nextToken: 'same' }) })).rejects.toMatchObject({ code: 'registry-failed' });
  });
});

describe('the refresh in the background', () => {
  test('comes ten minutes after the last one, and ever later while nothing can be reached', async () => {
    const waits: number[] = [];
    let due = (): void => undefined;
    let isOffline = false;
    const source = { profile: 'dev', region: 'eu-central-1', status: 'ready' as const, repositories: 0 };
    const error = { code: 'network' as const, message: 'Nobody answers.' };
    const refresh = new PeriodicRefresh({
      crawl: { refresh: () => undefined, settled: () => Promise.resolve(), state: () => [isOffline ? { ...source, status: 'failed', error } : source] },
      timers: { after: (ms, then) => { waits.push(ms); due = then; return () => undefined; } },
      ticks: () => 0,
    });
    const turn = async (): Promise<void> => { due(); await new Promise(setImmediate); };
    refresh.start();
    await new Promise(setImmediate);
    isOffline = true;
    await turn();
    await turn();
    isOffline = false;
    await turn();
    refresh.close();
    expect(waits).toEqual([EVERY.least, 2 * EVERY.least, 4 * EVERY.least, EVERY.least]);
  });

  test('waits while nobody looks, and comes at once when somebody does', async () => {
    let refreshed = 0;
    let due = (): void => undefined;
    const refresh = new PeriodicRefresh({
      crawl: { refresh: () => (refreshed += 1), settled: () => Promise.resolve(), state: () => [] },
      timers: { after: (_ms, then) => { due = then; return () => undefined; } },
      ticks: () => 0,
    });
    refresh.start();
    await new Promise(setImmediate);
    refresh.allow(false);
    due();
    expect(refreshed).toBe(0);
    refresh.allow(true);
    expect(refreshed).toBe(1);
    refresh.allow(true);
    expect(refreshed).toBe(1);
    refresh.close();
  });
});
