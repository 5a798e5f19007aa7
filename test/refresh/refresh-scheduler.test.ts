import { beforeEach, expect, test } from 'vitest';
import type { Life } from '../../electron/refresh/life';
import { RefreshScheduler, type Phase } from '../../electron/refresh/refresh-scheduler';
import { AppError, type ErrorCode } from '../../shared/errors';
import { World } from './week/world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-01-01T00:00:00Z');

let world: World;
let refresh: RefreshScheduler;
/** Renewals so far, with the hours since the start. */
let renewed: string[];
let failure: ErrorCode | undefined;
let atOnce: { now: number; most: number };

beforeEach(() => {
  world = new World(START);
  refresh = new RefreshScheduler({ wall: world.wall, steady: world.steady, random: () => 0, timers: world.timers });
  renewed = [];
  failure = undefined;
  atOnce = { now: 0, most: 0 };
  refresh.start();
});

const hours = (): number => Math.round(((world.now - START) / HOUR) * 1000) / 1000;
/** Twelve hours from now on; a renewal takes a second. */
function keep(key: string, { lives = 12 * HOUR, onPhase }: { lives?: number; onPhase?: (phase: Phase) => void } = {}): void {
  const life = (): Life => ({ issuedAt: world.wall(), expiresAt: world.wall() + lives });
  const renew = async (): Promise<Life> => {
    atOnce.now += 1;
    atOnce.most = Math.max(atOnce.most, atOnce.now);
    renewed.push(`${key} ${hours()}`);
    await world.pass(1_000);
    atOnce.now -= 1;
    if (failure !== undefined) throw new AppError(failure, 'It failed.');
    return life();
  };
  refresh.set({ key, ...life(), renew, ...(onPhase !== undefined && { onPhase }) });
}
const after = (time: number): Promise<void> => world.runUntil(world.now + time, () => undefined);

test('renews at half of a life, not before, and at half of the next', async () => {
  keep('token');
  await after(6 * HOUR - 1);
  expect(renewed).toEqual([]);
  await after(7 * HOUR);
  expect(renewed).toEqual(['token 6', 'token 12']);
});

test('spreads renewals over a twentieth of a life after its half', async () => {
  refresh = new RefreshScheduler({ wall: world.wall, steady: world.steady, random: () => 1, timers: world.timers });
  refresh.start();
  keep('token');
  await after(7 * HOUR);
  expect(renewed).toEqual(['token 6.6']);
});

test('renews everything after a sleep, told of it or not', async () => {
  keep('token');
  await after(HOUR);
  world.sleep();
  world.at(world.now + 10 * MINUTE, () => world.wake());
  await after(11 * MINUTE);
  expect(renewed).toHaveLength(1);
  refresh.wake();
  await after(MINUTE);
  expect(renewed).toHaveLength(2);
});

test.each([['forward', HOUR], ['back', -HOUR], ['back a day', -24 * HOUR]])('renews everything after the clock was set %s', async (_, step) => {
  keep('token');
  await after(HOUR);
  world.setClock(step);
  await after(MINUTE);
  expect(renewed).toHaveLength(1);
  // From then on it counts anew.
  await after(5 * HOUR);
  expect(renewed).toHaveLength(1);
});

test('a small correction of the clock changes nothing', async () => {
  keep('token');
  world.setClock(-5_000);
  await after(HOUR);
  expect(renewed).toEqual([]);
});

test('tries again after failures, ever more slowly, and never sleeps past the end', async () => {
  failure = 'throttled';
  keep('token', { lives: 10 * MINUTE });
  await after(11 * MINUTE);
  const minutes = renewed.map((one) => Math.round(Number(one.split(' ')[1]) * 600) / 10);
  expect(minutes[0]).toBe(5);
  // Ever longer pauses at first.
  expect(minutes.slice(1, 4)).toEqual([...minutes.slice(1, 4)].sort((one, other) => one - other));
  expect(minutes.length).toBeLessThan(20);
  // Near the end, and once it has come, it is tried at least every minute.
  const gaps = minutes.slice(1).map((at, index) => at - (minutes[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2.6);
});

test('tries what failed for want of a network at once when that is back, and nothing else', async () => {
  keep('token');
  failure = 'network';
  await after(6 * HOUR + 20 * MINUTE);
  const tries = renewed.length;
  failure = undefined;
  keep('young');
  refresh.networkBack();
  await after(2_000);
  expect(renewed.slice(tries)).toHaveLength(1);
  expect(renewed.at(-1)).toMatch(/^token /);
});

test.each<ErrorCode>(['mfa-required', 'session-expired', 'credentials-invalid'])('does not try again by itself what failed with %s, until something changes', async (code) => {
  keep('token');
  failure = code;
  await after(30 * HOUR);
  expect(renewed).toHaveLength(1);
  refresh.networkBack();
  await after(HOUR);
  expect(renewed).toHaveLength(1);
  failure = undefined;
  refresh.changed();
  await after(MINUTE);
  expect(renewed).toHaveLength(2);
});

test('a person who signs in while a renewal is failing for want of them is not overlooked', async () => {
  keep('token');
  failure = 'mfa-required';
  await after(6 * HOUR + 500);
  expect(renewed).toHaveLength(1);
  refresh.changed();
  await after(600);
  failure = undefined;
  await after(MINUTE);
  expect(renewed).toHaveLength(2);
  expect(refresh.failure('token')).toBeUndefined();
});

test('renews four at a time at most, those with the least left first', async () => {
  for (const index of [1, 2, 3, 4, 5, 6, 7, 8, 9]) keep(`token${index}`, { lives: (20 - index) * HOUR });
  refresh.wake();
  await after(10_000);
  expect([renewed.length, atOnce.most]).toEqual([9, 4]);
  expect(renewed.slice(0, 4).map((one) => one.split(' ')[0])).toEqual(['token9', 'token8', 'token7', 'token6']);
});

test('whoever asks for a renewal shares the one that runs', async () => {
  keep('token');
  const all = [refresh.renewNow('token'), refresh.renewNow('token')];
  await after(2_000);
  await Promise.all(all);
  expect(renewed).toHaveLength(1);
});

test('asks no more often when a renewal brings no later end', async () => {
  const end = world.wall() + HOUR;
  const renew = (): Promise<Life> => {
    renewed.push('session');
    return Promise.resolve({ issuedAt: world.wall(), expiresAt: end });
  };
  refresh.set({ key: 'session', issuedAt: world.wall(), expiresAt: end, renew });
  await after(HOUR - 1);
  // 30, 45, 52.5 … minutes, then a minute apart.
  expect(renewed.length).toBeLessThan(10);
});

test('tells when an end comes near and when it has come, also when the clock is set back meanwhile', async () => {
  const phases: string[] = [];
  refresh.set({ key: 'session', issuedAt: world.wall(), expiresAt: world.wall() + 10 * HOUR, onPhase: (phase) => phases.push(`${phase} ${hours()}`) });
  await after(9.5 * HOUR);
  expect([refresh.phase('session'), phases]).toEqual(['fresh', []]);
  world.setClock(-2 * HOUR);
  await after(HOUR);
  expect(phases.map((phase) => phase.split('.')[0])).toEqual(['ends-soon 9', 'ended 10']);
});

test('what was taken out is renewed no more', async () => {
  keep('token');
  refresh.remove('token');
  await after(13 * HOUR);
  expect([renewed, refresh.phase('token')]).toEqual([[], undefined]);
});
