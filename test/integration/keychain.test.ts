import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sessionBus } from 'dbus-next';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { forkKeychainChild } from '../../electron/profiles/keychain/fork-keychain-child';
import { SealedRecords } from '../../electron/profiles/secrets/sealed-records';
import { silentKeychain } from '../support/silent-keychain';
import { KeychainSecretStore } from '../../electron/profiles/keychain/keychain-secret-store';

const BUS = process.env.DBUS_SESSION_BUS_ADDRESS;
const outDir = join(process.cwd(), 'node_modules/.vite/test/keychain');

/** Whether a Secret Service with an unlocked collection answers on this bus. */
function secretServiceAnswers(): boolean {
  if (process.platform !== 'linux' || BUS === undefined) return false;
  try {
    const said = execFileSync('dbus-send', ['--session', '--print-reply', '--dest=org.freedesktop.secrets', '/org/freedesktop/secrets/aliases/default', 'org.freedesktop.DBus.Properties.Get', 'string:org.freedesktop.Secret.Collection', 'string:Locked'], { encoding: 'utf8', timeout: 5_000, stdio: ['ignore', 'pipe', 'ignore'] });
    return said.includes('boolean false');
  } catch {
    return false;
  }
}

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: { ssr: 'electron/profiles/keychain/keychain-process.ts', outDir, emptyOutDir: false, rolldownOptions: { external: [/^@napi-rs\/keyring/], output: { format: 'cjs', entryFileNames: 'keychain-process.cjs' } } },
  });
});

const open: KeychainSecretStore[] = [];
const store = (timeoutMs = 8_000): KeychainSecretStore => {
  const opened = new KeychainSecretStore({ spawn: () => forkKeychainChild(join(outDir, 'keychain-process.cjs')), timeoutMs });
  open.push(opened);
  return opened;
};
const closeAll = (): void => open.splice(0).forEach((one) => one.close());
afterEach(closeAll);

describe.skipIf(!secretServiceAnswers())('the real keychain (needs a session bus with an unlocked Secret Service)', () => {
  test('keeps, replaces, returns and forgets a secret', async () => {
    const secrets = store();
    const account = `profile:test-${process.pid}`;
    await secrets.set(account, 'first');
    await secrets.set(account, 'second ✓');
    expect(await secrets.get(account)).toBe('second ✓');
    await secrets.delete(account);
    expect(await secrets.get(account)).toBeUndefined();
    await secrets.delete(account);
  });

  test.each([
    ['8 KiB', 'x'.repeat(8_192)],
    ['unicode beyond the basic plane', '密码 пароль 🗝️ \u0000 e\u0301 ü'.repeat(400)],
    ['line ends and quotes', '{"a":"\r\n\t\\"}'],
  ])('gives back %s as it was', async (_, secret) => {
    const secrets = store();
    const account = `profile:long-${process.pid}`;
    await secrets.set(account, secret);
    expect(await secrets.get(account)).toBe(secret);
    await secrets.delete(account);
  });

  test('sealed records of two processes use one key, made once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'berth-sealed-'));
    const [one, other] = [store(), store()].map((secrets) => new SealedRecords({ folder, secrets, now: Date.now }));
    await Promise.all([one?.set('a', 'of one'), other?.set('b', 'of the other')]);
    expect([await other?.get('a'), await one?.get('b')]).toEqual(['of one', 'of the other']);
  });

  test('when it is locked, a typed error comes in bounded time, and it works again once unlocked', async () => {
    const account = `profile:locked-${process.pid}`;
    await store().set(account, 'kept');
    closeAll();
    await lockDefaultCollection();
    try {
      await expect(store(3_000).get(account)).rejects.toMatchObject({ code: 'keychain-locked' });
    } finally {
      unlock(process.env.KEYRING_PW ?? 'test');
    }
    const secrets = store();
    expect(await secrets.get(account)).toBe('kept');
    await secrets.delete(account);
  });
});

describe.skipIf(process.platform !== 'linux')('without a Secret Service, or with one that says no', () => {
  let bus: ChildProcess;
  let address: string;
  const before = BUS;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'berth-bus-'));
    address = `unix:path=${join(folder, 'bus')}`;
    // A bus that may start no service by itself: what a bare server has at most.
    bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address', `--address=${address}`], { env: { PATH: process.env.PATH, XDG_DATA_DIRS: folder, XDG_DATA_HOME: folder }, stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => bus.stdout?.once('data', resolve));
  });
  afterAll(() => {
    bus.kill();
    if (before === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS;
    else process.env.DBUS_SESSION_BUS_ADDRESS = before;
  });

  test('a person who dismisses its question is told from one who has not seen it, and from no keychain', async () => {
    const keychain = await silentKeychain({ dismisses: true });
    try {
      process.env.DBUS_SESSION_BUS_ADDRESS = keychain.address;
      await expect(store().set('profile:a', 'secret')).rejects.toMatchObject({ code: 'keychain-locked', message: expect.stringContaining('dismissed') });
      expect(keychain.prompted()).toBe(true);
    } finally {
      keychain.close();
    }
  });

  test('nothing is kept anywhere else: the error says that there is no keychain', async () => {
    process.env.DBUS_SESSION_BUS_ADDRESS = address;
    await expect(store().set('profile:nowhere', 'secret')).rejects.toMatchObject({ code: 'keychain-unavailable' });
  });
});

async function lockDefaultCollection(): Promise<void> {
  const bus = sessionBus();
  try {
    const service = await bus.getProxyObject('org.freedesktop.secrets', '/org/freedesktop/secrets');
    const secrets = service.getInterface('org.freedesktop.Secret.Service');
    const path: unknown = await secrets.ReadAlias?.('default');
    await secrets.Lock?.([path]);
  } finally {
    bus.disconnect();
  }
}

/** A daemon that runs cannot be unlocked without a prompt, so an unlocked one takes its place; the items are on disk. */
function unlock(password: string): void {
  execFileSync('gnome-keyring-daemon', ['--replace', '--unlock', '--components=secrets'], { input: password, stdio: ['pipe', 'ignore', 'ignore'] });
}
