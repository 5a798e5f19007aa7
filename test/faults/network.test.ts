import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRepositoryCommand, ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askAuthorization } from '../../electron/docker-auth/ask-authorization';
import type { ContentSource } from '../../electron/registry/content';
import { OCI_INDEX, OCI_MANIFEST } from '../../electron/registry/media-types';
import { RegistryClient } from '../../electron/registry/registry-client';
import { WireTransport } from '../../electron/registry/wire/wire-transport';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { clientConfig } from '../../electron/sessions/clients/client-config';
import { copyContent } from '../../electron/transfer/content/copy-content';
import { copyImage } from '../../electron/transfer/copy-image';
import { exportImage } from '../../electron/transfer/export/export-image';
import type { RegistryAccess } from '../../electron/transfer/ports';
import { parseImageReference } from '../../shared/ecr/image-reference';
import { AppError } from '../../shared/errors';
import { noSleep } from '../registry/access';
import { startToxicProxy, TOXICS, type Toxic, type ToxicProxy } from '../support/toxic-proxy';

const never = new AbortController().signal;
const PROFILE = 'sandbox-harbour';
const REGION = 'eu-central-1';
const OPERATIONS = ['token', 'push', 'pull', 'copy'] as const;
type Operation = (typeof OPERATIONS)[number];
/** A hang is what has not ended by then, in milliseconds; the slowest cell takes a few seconds. */
const HANG = 60_000;
/** What only slows down must not fail. */
const HARMLESS: readonly Toxic[] = ['latency', 'bandwidth', 'slow close', 'slicer'];
/** What lets nothing through must not succeed. */
const DEADLY: readonly Toxic[] = ['time-out', 'down'];

const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Eight kinds of bad network in the way of four operations, each for as long as the operation lasts. */
describe('token, push, pull and copy over a bad network', () => {
  let folder = '';
  let sandbox: Sandbox;
  let host = '';
  let token = '';
  let root = '';
  let image: ContentSource;
  const ended: { toxic: Toxic; operation: Operation; end: 'right' | 'failed' | 'hung' | 'wrong' }[] = [];
  const keys = () => sandbox.description.profiles.find(({ name }) => name === PROFILE) ?? { accessKeyId: '', secretAccessKey: '', accountId: '' };
  const portOf = (address: string): number => Number(address.split(':').at(-1)?.replace(/\/.*$/, ''));

  const accessOver = (): RegistryAccess & { close(): void } => {
    const transport = new WireTransport({ idleWithin: 300 });
    const client = (to: string): RegistryClient => new RegistryClient({ host: to, transport, authorization: async () => token, sleep: noSleep, random: () => 0 });
    return { client: async (to) => client(to), credentials: async () => undefined, close: () => transport.close() };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-network-'));
    sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') });
    host = sandbox.description.registries.find(({ accountId, region }) => accountId === keys().accountId && region === REGION)?.host ?? '';
    const ecr = new ECRClient({ region: REGION, endpoint: sandbox.description.endpoint, credentials: keys() });
    token = (await ecr.send(new GetAuthorizationTokenCommand({}))).authorizationData?.[0]?.authorizationToken ?? '';
    ecr.destroy();

    const content = new Map<string, Buffer>();
    const put = (bytes: Buffer, mediaType: string) => {
      content.set(digestOf(bytes), bytes);
      return { mediaType, digest: digestOf(bytes), size: bytes.length };
    };
    const manifests = ['amd64', 'arm64'].map((architecture) => {
      const layers = [150_000, 4_000].map((size) => put(randomBytes(size), 'application/vnd.oci.image.layer.v1.tar'));
      const config = put(Buffer.from(JSON.stringify({ architecture, os: 'linux', rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) } })), 'application/vnd.oci.image.config.v1+json');
      return { ...put(Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers })), OCI_MANIFEST), platform: { os: 'linux', architecture } };
    });
    root = put(Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests })), OCI_INDEX).digest;
    image = {
      manifest: async (name) => ({ digest: name, bytes: content.get(name) ?? Buffer.alloc(0), mediaType: name === root ? OCI_INDEX : OCI_MANIFEST }),
      read: async ({ digest }, sink, { from = 0 }) => sink(content.get(digest)?.subarray(from) ?? Buffer.alloc(0)),
    };
    await create('network/source');
    await push('network/source', host);
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  const create = async (repositoryName: string): Promise<void> => {
    const ecr = new ECRClient({ region: REGION, endpoint: sandbox.description.endpoint, credentials: keys() });
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    ecr.destroy();
  };
  const push = async (name: string, to: string): Promise<string> => {
    const access = accessOver();
    try {
      const target = (await access.client(to)).repository(name);
      return (await copyContent({ source: image, target, root: await image.manifest(root, never), tag: 'v1' }, { signal: never, report: () => undefined })).digest;
    } finally {
      access.close();
    }
  };
  /** What the tag names, asked on a straight way; and whether everything below it is there. */
  const tagAt = async (name: string): Promise<string | undefined> => {
    const access = accessOver();
    try {
      const repository = (await access.client(host)).repository(name);
      const there = await repository.headManifest('v1', never);
      if (there?.digest !== root) return there?.digest;
      const index = JSON.parse((await repository.manifest(root, never)).bytes.toString()) as { manifests: { digest: string }[] };
      for (const { digest } of index.manifests) {
        const { layers, config } = JSON.parse((await repository.manifest(digest, never)).bytes.toString()) as { layers: { digest: string }[]; config: { digest: string } };
        for (const blob of [...layers, config]) if (!(await repository.hasBlob(blob.digest, never))) return 'a tag without its layers';
      }
      return root;
    } finally {
      access.close();
    }
  };

  /** Runs one operation through proxies with the toxic; answers whether what came of it is right. @throws what it failed with. */
  const operations: Record<Operation, (toxic: Toxic, proxies: ToxicProxy[], name: string) => Promise<boolean>> = {
    token: async (toxic, proxies) => {
      const proxy = await startToxicProxy(portOf(sandbox.description.endpoint), toxic);
      proxies.push(proxy);
      const config = clientConfig({ connectionMs: 300, requestMs: 300, maxAttempts: 3 }, `http://${proxy.host}`);
      const ecr = new ECRClient({ ...config, region: REGION, credentials: keys() });
      try {
        const answer = await askAuthorization({ profile: PROFILE, region: REGION }, { clients: { ecr: () => ecr }, now: Date.now });
        return answer.host === host && answer.username === 'AWS' && answer.password.length > 0;
      } finally {
        ecr.destroy();
      }
    },
    push: async (toxic, proxies, name) => {
      const proxy = await startToxicProxy(portOf(host), toxic);
      proxies.push(proxy);
      return (await push(name, proxy.host)) === root;
    },
    pull: async (toxic, proxies, name) => {
      const proxy = await startToxicProxy(portOf(host), toxic);
      proxies.push(proxy);
      const access = accessOver();
      try {
        const reference = parseImageReference(`${proxy.host}/network/source:v1`);
        await exportImage(access, { reference, format: 'oci-folder', file: pulledTo(name) }, { signal: never, report: () => undefined });
        return await isWholeLayout(pulledTo(name));
      } finally {
        access.close();
      }
    },
    copy: async (toxic, proxies, name) => {
      const [from, to] = [await startToxicProxy(portOf(host), toxic), await startToxicProxy(portOf(host), toxic)];
      proxies.push(from, to);
      const access = accessOver();
      try {
        const copy = { from: parseImageReference(`${from.host}/network/source:v1`), to: parseImageReference(`${to.host}/${name}:v1`) };
        return (await copyImage(access, copy, { signal: never, report: () => undefined })).digest === root;
      } finally {
        access.close();
      }
    },
  };
  const pulledTo = (name: string): string => join(folder, name.replace('/', '-'));
  const isWholeLayout = async (layout: string): Promise<boolean> => {
    const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as { manifests: { digest: string }[] };
    const blobs = await readdir(join(layout, 'blobs/sha256'));
    const sound = await Promise.all(blobs.map(async (blob) => digestOf(await readFile(join(layout, 'blobs/sha256', blob))) === `sha256:${blob}`));
    return index.manifests[0]?.digest === root && blobs.length === 9 && sound.every(Boolean);
  };
  /** Whether a failure left nothing that could be taken for a result. */
  const leftNothing = async (operation: Operation, name: string): Promise<boolean> => {
    if (operation === 'token') return true;
    if (operation === 'pull') return (await readdir(pulledTo(name)).catch(() => [])).length === 0;
    // The last answer may be lost when all is written: then the tag is the right one, with everything below it.
    return [undefined, root].includes(await tagAt(name));
  };

  describe.each(TOXICS)('%s', (toxic) => {
    test.each(OPERATIONS)('%s ends right, or as a sentence with nothing left behind', async (operation) => {
      const name = `network/${operation}-${toxic.replace(/\W/g, '')}`;
      if (operation === 'push' || operation === 'copy') await create(name);
      const proxies: ToxicProxy[] = [];
      let timer: NodeJS.Timeout | undefined;
      const hung = new Promise<'hung'>((resolve) => (timer = setTimeout(() => resolve('hung'), HANG)));
      const outcome = await Promise.race([operations[operation](toxic, proxies, name).catch((thrown: unknown) => ({ thrown })), hung]);
      clearTimeout(timer);
      await Promise.all(proxies.map((proxy) => proxy.close()));
      const failure = typeof outcome === 'object' ? outcome.thrown : undefined;
      const typed = failure instanceof AppError && failure.code !== 'internal' && (await leftNothing(operation, name));
      const right = outcome === true && (operation === 'token' || operation === 'pull' || (await tagAt(name)) === root);
      ended.push({ toxic, operation, end: outcome === 'hung' ? 'hung' : right ? 'right' : typed ? 'failed' : 'wrong' });
      expect(outcome).not.toBe('hung');
      if (HARMLESS.includes(toxic)) expect({ right, failure }).toEqual({ right: true, failure: undefined });
      else if (DEADLY.includes(toxic)) expect({ typed, failure }).toMatchObject({ typed: true });
      else expect({ fine: right || typed, failure }).toMatchObject({ fine: true });
    }, 2 * HANG);
  });

  test('thirty-two of thirty-two are right or a typed failure, and none hangs', () => {
    const count = (end: string): number => ended.filter((each) => each.end === end).length;
    const fine = count('right') + count('failed');
    process.stdout.write(`network: ${fine} of ${TOXICS.length * OPERATIONS.length} right or a typed failure (${count('right')} right, ${count('failed')} failed, ${count('hung')} hung)\n`);
    expect({ fine, hung: count('hung'), wrong: ended.filter(({ end }) => end === 'wrong') }).toEqual({ fine: 32, hung: 0, wrong: [] });
  });
});
