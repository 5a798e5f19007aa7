import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf, RegistryClient, type RegistryRepository } from '../../electron/registry/registry-client';
import { FileOpenUploads, type OpenUploads } from '../../electron/registry/upload/open-uploads';
import { noSleep } from '../registry/access';
import { type KeepingRegistry, startKeepingRegistry } from '../support/keeping-registry';
import { repetitions } from '../support/long-form';

const never = new AbortController().signal;
const PIECE = 64 * 1024;
const CHUNK = 16 * 1024;

/** Numbers that look random and are the same in every run of a seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('an upload to a registry that fails it', () => {
  let registry: KeepingRegistry;
  let client: RegistryClient;
  let folder: string;
  const logged: unknown[] = [];
  const bytes = randomBytes(12 * 1024 * 1024);
  const descriptor = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf(bytes), size: bytes.length };
  /** In small chunks, as bytes from a network come. */
  const send = async (sink: (bytes: Buffer) => Promise<void> | undefined, from: number): Promise<void> => {
    for (let at = from; at < bytes.length; at += CHUNK) await sink(bytes.subarray(at, Math.min(at + CHUNK, bytes.length)));
  };

  beforeEach(async () => {
    registry = await startKeepingRegistry({ pieces: PIECE });
    folder = await mkdtemp(join(tmpdir(), 'berth-upload-'));
    client = clientAs();
  });
  afterEach(async () => {
    client.close();
    await registry.close();
    await rm(folder, { recursive: true, force: true });
    expect(logged.splice(0)).toEqual([]);
  });

  const uploads = (pid = process.pid): FileOpenUploads => new FileOpenUploads({ file: join(folder, 'open-uploads.json'), now: Date.now, pid, log: (thrown) => void logged.push(thrown) });
  const clientAs = (openUploads?: OpenUploads): RegistryClient =>
    new RegistryClient({ host: registry.host, authorization: () => Promise.resolve(undefined), sleep: noSleep, random: () => 0, ...(openUploads !== undefined && { openUploads }) });
  const repository = (): RegistryRepository => client.repository('team/app');
  const upload = (): Promise<'mounted' | 'uploaded'> => repository().uploadBlob({ descriptor, send, signal: never });
  const arrived = (): boolean => registry.blobs.get(descriptor.digest)?.equals(bytes) === true;

  test('cut at fifty random offsets it sends no more again for each cut than the piece that was cut, and what was on its way', async () => {
    const rounds = repetitions({ short: 1, long: 20 });
    for (let round = 0; round < rounds; round += 1) {
      const seed = 20_261_121 + round;
      const random = numbers(seed);
      // In order, so that each is reached: fifty breaks on one way from the first byte to the last.
      const offsets = Array.from({ length: 50 }, () => Math.floor(random() * bytes.length)).sort((a, b) => a - b);
      let reached = 0;
      let cuts = 0;
      registry.mischief(({ method }) => {
        if ((method !== 'PUT' && method !== 'PATCH') || cuts >= offsets.length) return undefined;
        const cutAfter = Math.max(1, (offsets[cuts] as number) - reached);
        cuts += 1;
        reached = Math.max(reached, Math.floor((reached + cutAfter) / PIECE) * PIECE);
        return { cutAfter };
      });
      const before = registry.received();
      // Each cut is another way into the next try: it may give up after five without a new piece, and is asked again as a person would.
      for (let tries = 0; tries < 20 && !arrived(); tries += 1) await upload().catch(() => undefined);
      expect(arrived(), `seed ${seed}`).toBe(true);
      const again = registry.received() - before - bytes.length;
      process.stdout.write(`50 cuts of a 12 MiB upload (seed ${seed}): ${(again / PIECE).toFixed(1)} pieces sent again, ${(again / 50 / PIECE).toFixed(2)} a cut\n`);
      // A piece, and what was on its way in the socket when it was cut.
      expect(again).toBeLessThanOrEqual(50 * 2 * PIECE);
    }
  });

  test.each([
    ['POST', 'POST'],
    ['PUT', 'POST'],
  ])('whose answer to %s is lost ends whole, and sends nothing twice', async (method) => {
    let lost = false;
    registry.mischief((request) => {
      if (request.method !== method || lost) return undefined;
      lost = true;
      return 'lose-answer';
    });
    expect(await upload()).toBe('uploaded');
    expect(arrived()).toBe(true);
    expect(registry.received()).toBe(bytes.length);
  });

  test('whose answer to the rest is lost (PATCH, 202) ends whole, and sends nothing twice', async () => {
    const plans: ('cut' | 'lose')[] = ['cut', 'lose'];
    registry.mischief(({ method }) => {
      if (method !== 'PUT' && method !== 'PATCH') return undefined;
      const next = plans.shift();
      return next === 'cut' ? { cutAfter: 6_000_000 } : next === 'lose' ? 'lose-answer' : undefined;
    });
    expect(await upload()).toBe('uploaded');
    expect(arrived()).toBe(true);
    expect(registry.received() - bytes.length).toBeLessThanOrEqual(2 * PIECE);
    expect(registry.calls.filter((call) => call.startsWith('PATCH'))).toHaveLength(1);
  });

  test('that forgot it begins anew', async () => {
    const plans: ('cut' | 'forget')[] = ['cut', 'forget'];
    registry.mischief(({ method }) => {
      const next = method === 'PUT' || method === 'PATCH' ? plans.shift() : undefined;
      return next === 'cut' ? { cutAfter: 6_000_000 } : next === 'forget' ? 'forget-uploads' : undefined;
    });
    expect(await upload()).toBe('uploaded');
    expect(arrived()).toBe(true);
    expect(registry.calls.filter((call) => call === 'POST')).toHaveLength(2);
  });

  test('that says the rest goes on elsewhere (416) is asked where, and goes on there', async () => {
    const plans: ('cut' | 'refuse')[] = ['cut', 'refuse'];
    registry.mischief(({ method }) => {
      const next = method === 'PUT' || method === 'PATCH' ? plans.shift() : undefined;
      return next === 'cut' ? { cutAfter: 6_000_000 } : next === 'refuse' ? { refuse: 416 } : undefined;
    });
    expect(await upload()).toBe('uploaded');
    expect(arrived()).toBe(true);
    expect(registry.calls.filter((call) => call === 'POST')).toHaveLength(1);
  });

  test('that refuses for ever fails in the end, with a sentence', async () => {
    registry.mischief(({ method }) => (method === 'PUT' ? { refuse: 416 } : undefined));
    await expect(upload()).rejects.toMatchObject({ code: 'registry-failed' });
    expect(registry.calls.filter((call) => call === 'PUT')).toHaveLength(5);
  });

  describe('after the end of the process that began it', () => {
    /** As a process that is killed: it stops in the middle, and tidies nothing up. */
    const killedAfter = async (taken: number, pid: number): Promise<void> => {
      const killed = new AbortController();
      const dying = clientAs(uploads(pid));
      registry.mischief(({ method }) => (method === 'PUT' ? { cutAfter: taken } : undefined));
      const kill = async (sink: (bytes: Buffer) => Promise<void> | undefined, from: number): Promise<void> => {
        await send(sink, from).catch((thrown: unknown) => {
          killed.abort();
          throw thrown;
        });
      };
      await expect(dying.repository('team/app').uploadBlob({ descriptor, send: kill, signal: killed.signal })).rejects.toThrow();
      dying.close();
      await expect.poll(() => readFile(join(folder, 'open-uploads.json'), 'utf8').catch(() => '')).toContain(descriptor.digest);
      registry.mischief(() => undefined);
    };
    const GONE = 2 ** 22 + 1;

    test('it goes on where it was, and the file that tells where holds it for its owner alone, until it is done', async () => {
      await killedAfter(8_000_000, GONE);
      const file = join(folder, 'open-uploads.json');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(await readFile(file, 'utf8')).toContain('secret-1');
      client = clientAs(uploads());
      const before = registry.received();
      expect(await upload()).toBe('uploaded');
      expect(arrived()).toBe(true);
      expect(registry.received() - before).toBeLessThan(bytes.length - 8_000_000 + 2 * PIECE);
      expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ version: 1, uploads: [] });
    });

    test('one that the registry has forgotten begins anew', async () => {
      await killedAfter(8_000_000, GONE);
      registry.mischief(({ method }) => (method === 'GET' ? 'forget-uploads' : undefined));
      client = clientAs(uploads());
      expect(await upload()).toBe('uploaded');
      expect(arrived()).toBe(true);
    });

    test('one of a process that lives is left to it', async () => {
      await killedAfter(8_000_000, process.ppid);
      client = clientAs(uploads());
      const before = registry.received();
      await upload();
      expect(registry.received() - before).toBe(bytes.length);
    });

    test('a rest that does not fit what was kept is sent as a whole', async () => {
      const other = { ...descriptor, digest: digestOf(randomBytes(8)) };
      const remembered = uploads(GONE);
      await killedAfter(8_000_000, GONE);
      const location = (await remembered.recall({ host: registry.host, repository: 'team/app', digest: descriptor.digest })) ?? '';
      const changed = Buffer.concat([randomBytes(1_000), bytes.subarray(1_000)]);
      const blob = { ...other, digest: digestOf(changed) };
      await remembered.remember({ host: registry.host, repository: 'team/app', digest: blob.digest }, location);
      client = clientAs(uploads());
      const sendChanged = async (sink: (bytes: Buffer) => Promise<void> | undefined, from: number): Promise<void> => sink(changed.subarray(from));
      expect(await repository().uploadBlob({ descriptor: blob, send: sendChanged, signal: never })).toBe('uploaded');
      expect(registry.blobs.get(blob.digest)?.equals(changed)).toBe(true);
    });

    test('a damaged file is as good as none', async () => {
      await killedAfter(8_000_000, GONE);
      await writeFile(join(folder, 'open-uploads.json'), '{"uploads');
      client = clientAs(uploads());
      expect(await upload()).toBe('uploaded');
    });
  });
});
