import { expect, test } from 'vitest';
import { isSettled } from '../../electron/overview/settled';
import type { InventorySource } from '../../shared/model/repository';

const DAY = '2026-11-21';
const source = (over: Partial<InventorySource> = {}): InventorySource => ({ profile: 'dev', region: 'eu-central-1', status: 'ready', repositories: 3, readAt: `${DAY}T09:00:00.000Z`, ...over });

test('a day is known when every registry was read on it', () => {
  expect(isSettled([source(), source({ region: 'us-east-1' })], DAY)).toBe(true);
});
test('not while images are read, nor when a registry failed, nor by what was read the day before', () => {
  expect(isSettled([source({ images: { left: 1, of: 3 } })], DAY)).toBe(false);
  expect(isSettled([source(), source({ status: 'failed' })], DAY)).toBe(false);
  expect(isSettled([source({ readAt: '2026-11-20T23:59:59.000Z' })], DAY)).toBe(false);
});
test('a profile without a public registry does not hold it up; nothing at all is no day', () => {
  const { readAt: _never, ...none } = source({ registry: 'public' });
  expect(isSettled([source(), none], DAY)).toBe(true);
  expect(isSettled([none], DAY)).toBe(false);
  expect(isSettled([], DAY)).toBe(false);
});
