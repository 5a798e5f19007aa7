import { expect, test, vi } from 'vitest';
import type { KeychainChild, KeychainRequest } from '../../../electron/profiles/keychain/keychain-protocol';
import type { AppError } from '../../../shared/errors';
import { KeychainSecretStore } from '../../../electron/profiles/keychain/keychain-secret-store';

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
  say(message: unknown): void {
    this.#message?.(message);
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

test('what a slow keychain says after its time is no answer to a later question', async () => {
  const slow = new FakeChild(() => undefined);
  const next = new FakeChild(() => undefined);
  const children = [slow, next];
  const store = new KeychainSecretStore({ spawn: () => children.shift() as FakeChild, timeoutMs: 10 });
  await expect(store.get('a')).rejects.toMatchObject({ code: 'keychain-locked' });
  const later = store.get('b');
  await Promise.resolve();
  slow.say({ id: 1, ok: true, value: 'of a' });
  slow.say({ id: 2, ok: true, value: 'of a' });
  await expect(later).rejects.toMatchObject({ code: 'keychain-locked' });
});

test('a person who must unlock it first has more time to answer a question that writes', async () => {
  const child = new FakeChild(({ id, op }) => (op === 'get' ? undefined : { id, ok: true }));
  const store = new KeychainSecretStore({ spawn: () => child, timeoutMs: 10, writeTimeoutMs: 60_000 });
  await store.set('a', 'x');
  await expect(store.get('a')).rejects.toMatchObject({ code: 'keychain-locked' });
});

test('one question after the other, so that those that hang do not fill the process', async () => {
  const asked: KeychainRequest[] = [];
  const child = new FakeChild((request) => void asked.push(request));
  const store = new KeychainSecretStore({ spawn: () => child, timeoutMs: 60_000 });
  const [first, second] = [store.get('a'), store.get('b')];
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  child.say({ id: asked[0]?.id, ok: true, value: 'of a' });
  expect(await first).toBe('of a');
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  child.say({ id: asked[1]?.id, ok: true });
  expect(await second).toBeUndefined();
});

test('of what goes wrong, no secret is in any word', async () => {
  const store = new KeychainSecretStore({ spawn: () => new FakeChild(({ id }) => ({ id, ok: false, reason: 'D-Bus error' })) });
  const failure = (await store.set('a', 'planted-secret').catch((thrown: unknown) => thrown)) as AppError;
  expect(`${failure.message} ${failure.hint ?? ''} ${failure.detail ?? ''} ${String(failure.cause)}`).not.toContain('planted-secret');
});

test.each([
  ['a crash', () => 'crash', 'keychain-unavailable', /no keychain/],
  ['no service', ({ id }: KeychainRequest) => ({ id, ok: false, reason: 'org.freedesktop.secrets was not provided' }), 'keychain-unavailable', /no keychain/],
  ['a service that is silent', ({ id }: KeychainRequest) => ({ id, ok: false, reason: 'Did not receive a reply. Possible causes include …' }), 'keychain-locked', /does not answer/],
  ['a locked collection', ({ id }: KeychainRequest) => ({ id, ok: false, reason: 'Secret Service: object locked' }), 'keychain-locked', /is locked/],
  ['a dismissed prompt', ({ id }: KeychainRequest) => ({ id, ok: false, reason: 'Secret Service: unlock prompt was dismissed' }), 'keychain-locked', /dismissed/],
  ['a Mac’s keychain that a person refuses', ({ id }: KeychainRequest) => ({ id, ok: false, reason: 'User canceled the operation.' }), 'keychain-locked', /dismissed/],
  ['a Mac without a screen', ({ id }: KeychainRequest) => ({ id, ok: false, reason: 'User interaction is not allowed.' }), 'keychain-locked', /lets nobody ask/],
  ['an item that is too long', ({ id }: KeychainRequest) => ({ id, ok: false, reason: "Attribute 'password' is longer than platform limit of 2560 chars" }), 'keychain-unavailable', /as long as this/],
])('%s is a typed error with a sentence and a next step', async (_, answer, code, message) => {
  const store = new KeychainSecretStore({ spawn: () => new FakeChild(answer), timeoutMs: 1_000 });
  const failure = await store.set('a', 'secret').catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message), hint: expect.stringMatching(/\S{3}/) });
  // Where there is no keychain, Berth offers the file; a locked one only wants unlocking.
  expect((failure as AppError).remedy).toEqual(code === 'keychain-unavailable' ? { kind: 'use-secret-file' } : undefined);
});
