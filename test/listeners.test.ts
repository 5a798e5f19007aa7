import { expect, onTestFinished, test } from 'vitest';
import { Listeners } from '../electron/listeners';

test('everybody is told, with what there is to tell, until they stop listening', () => {
  const heard: string[] = [];
  const listeners = new Listeners<[word: string]>();
  listeners.add((word) => heard.push(`a ${word}`));
  const stop = listeners.add((word) => heard.push(`b ${word}`));
  listeners.tell('one');
  stop();
  listeners.tell('two');
  expect(heard).toEqual(['a one', 'b one', 'a two']);
});

test('one that fails keeps nobody from hearing, and its failure surfaces', async () => {
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    before.forEach((listener) => process.on('uncaughtException', listener));
  });
  const surfaced = new Promise((resolve) => process.once('uncaughtException', resolve));
  let heard = 0;
  const listeners = new Listeners();
  listeners.add(() => {
    throw new Error('broken');
  });
  listeners.add(() => (heard += 1));
  listeners.tell();
  expect(heard).toBe(1);
  expect(await surfaced).toEqual(new Error('broken'));
});
