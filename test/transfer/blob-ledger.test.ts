import { describe, expect, test } from 'vitest';
import { BlobLedger } from '../../electron/transfer/content/blob-ledger';

const never = new AbortController().signal;
const place = (repository: string, digest = 'sha256:a') => ({ host: 'registry.example', repository, digest });

describe('where blobs are', () => {
  test('is remembered per registry, the newest place last, and forgotten when it was wrong', () => {
    const ledger = new BlobLedger();
    for (const name of ['one', 'two', 'one']) ledger.note(place(name));
    expect(ledger.placesOf('registry.example', 'sha256:a')).toEqual(['two', 'one']);
    expect(ledger.placesOf('other.example', 'sha256:a')).toEqual([]);
    ledger.forget(place('one'));
    expect(ledger.placesOf('registry.example', 'sha256:a')).toEqual(['two']);
  });

  test('is not remembered for ever: the oldest go first', () => {
    const ledger = new BlobLedger({ most: 2 });
    for (const digest of ['a', 'b', 'c']) ledger.note(place('one', digest));
    expect(['a', 'b', 'c'].map((digest) => ledger.placesOf('registry.example', digest).length)).toEqual([0, 1, 1]);
  });
});

describe('one blob to one registry', () => {
  const target = { host: 'registry.example', digest: 'sha256:a' };

  test('moves once at a time, also when the first fails, and others beside it', async () => {
    const ledger = new BlobLedger();
    let running = 0;
    let most = 0;
    const move = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    };
    const failing = ledger.once(target, never, async () => {
      await move();
      throw new Error('broken');
    });
    const all = [ledger.once(target, never, move), ledger.once(target, never, move)];
    await expect(failing).rejects.toThrow('broken');
    await Promise.all(all);
    expect(most).toBe(1);
    most = 0;
    await Promise.all(['a', 'b'].map((digest) => ledger.once({ ...target, digest }, never, move)));
    expect(most).toBe(2);
  });

  test('waiting for another’s move ends with a cancel', async () => {
    const ledger = new BlobLedger();
    let release = (): void => undefined;
    const first = ledger.once(target, never, () => new Promise((resolve) => (release = resolve)));
    const cancel = new AbortController();
    const second = ledger.once(target, cancel.signal, () => Promise.reject(new Error('never begun')));
    cancel.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    release();
    await first;
  });
});
