import { expect, test } from 'vitest';
import type { KeychainChild, KeychainRequest } from '../../electron/profiles/keychain-protocol';
import { KeychainSecretStore } from '../../electron/profiles/keychain-secret-store';

/** A keychain process that answers what it is told to, or stays silent. */
class FakeChild implements KeychainChild {
  killed = false;
  #message: ((message: unknown) => void) | undefined;
  #exit: (() => void) | undefined;
  readonly #answer: (request: KeychainRequest) => unknown;
  constructor(answer: (request: KeychainRequest) => unknown) {
    this.#answer = answer;
  }
  post(request: KeychainRequest): void {
    const said = this.#answer(request);
    if (said === 'crash') this.#exit?.();
    else if (said !== undefined) this.#message?.(said);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }
  onExit(listener: () => void): void {
    this.#exit = listener;
  }
  kill(): void {
    this.killed = true;
  }
}

test('a silent keychain is locked: its process is killed and the next call gets a new one', async () => {
  const children = [new FakeChild(() => undefined), new FakeChild(({ id }) => ({ id, ok: true, value: 'kept' }))];
  let spawned = 0;
  const store = new KeychainSecretStore({ spawn: () => children[spawned++] as FakeChild, timeoutMs: 10 });
  await expect(store.get('a')).rejects.toMatchObject({ code: 'keychain-locked' });
  expect(children[0]?.killed).toBe(true);
  expect(await store.get('a')).toBe('kept');
});

test.each([
  ['a crash', () => 'crash', 'keychain-unavailable'],
  ['no service', ({ id }: KeychainRequest) => ({ id, ok: false, reason: 'org.freedesktop.secrets was not provided' }), 'keychain-unavailable'],
  ['a service that is silent', ({ id }: KeychainRequest) => ({ id, ok: false, reason: 'Did not receive a reply. Possible causes include …' }), 'keychain-locked'],
  ['a dismissed prompt', ({ id }: KeychainRequest) => ({ id, ok: false, reason: 'prompt dismissed' }), 'keychain-locked'],
])('%s is a typed error', async (_, answer, code) => {
  const store = new KeychainSecretStore({ spawn: () => new FakeChild(answer), timeoutMs: 1_000 });
  await expect(store.set('a', 'secret')).rejects.toMatchObject({ code });
});
