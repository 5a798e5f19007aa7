import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isTrustedSender } from '../../electron/ipc/sender';
import { coalesce } from '../../electron/ipc/topics';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a burst is published at its start and once more at its end', () => {
  let published = 0;
  const publish = coalesce(() => (published += 1), 50);
  for (let i = 0; i < 100; i += 1) publish.run();
  expect(published).toBe(1);
  vi.advanceTimersByTime(50);
  expect(published).toBe(2);
  vi.advanceTimersByTime(500);
  expect(published).toBe(2);
});

test('nothing is published after stop', () => {
  let published = 0;
  const publish = coalesce(() => (published += 1), 50);
  publish.run();
  publish.run();
  publish.stop();
  vi.advanceTimersByTime(500);
  expect(published).toBe(1);
});

test.each([
  ['app://berth/index.html', true, true],
  ['app://berth/index.html', false, false],
  ['app://elsewhere/index.html', true, false],
  ['about:blank', true, false],
  ['https://berth/index.html', true, false],
  ['file:///index.html', true, false],
  ['', true, false],
  [undefined, true, false],
])('a sender at %s, main frame %s, is trusted: %s', (url, isMainFrame, expected) => {
  expect(isTrustedSender({ url, isMainFrame })).toBe(expected);
});
