import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DockerEngine } from '../../electron/docker/docker-engine';
import { digestOf } from '../../electron/registry/registry-client';
import { exportImage } from '../../electron/transfer/export/export-image';
import { type LocalPush, type LocalPushPorts, pushLocalImage } from '../../electron/transfer/push/push-local-image';
import { KnownLayers } from '../../electron/transfer/saved/known-layers';
import { parseImageReference } from '../../shared/ecr/image-reference';
import type { JobProgress } from '../../shared/model/moving/job';
import { anonymousAccess } from '../registry/access';
import { startDistribution } from '../registry/distribution';
import { requires } from '../support/capabilities';
import { dockerSaved, type Files, ociLayout, sha256, tarOf, textOf } from '../transfer/archive/archives';

const run = promisify(execFile);
const docker$ = async (...args: string[]): Promise<string> => (await run('docker', args)).stdout.trim();
interface ImageManifest {
  mediaType: string;
  config: { digest: string };
  layers: { mediaType: string; digest: string; size: number }[];
}

requires('docker', 'docker-registry', 'skopeo').describe('an image of the local Docker, pushed round the engine', () => {
  let folder: string;
  let one: Awaited<ReturnType<typeof startDistribution>>;
  let two: Awaited<ReturnType<typeof startDistribution>>;
  let engine: DockerEngine;
  const access = anonymousAccess();
  const base = `berth-local-${process.pid}:base`;
  const app = `berth-local-${process.pid}:app`;
  let saved = 0;

  /** The engine, and how often it was asked for an image. */
  const docker = (): LocalPushPorts['docker'] => ({
    inspectImage: (name) => engine.inspectImage(name),
    listImages: () => engine.listImages(),
    save: (name, signal) => (saved++, engine.save(name, signal)),
  });
  const push = async (to: string, over: Partial<LocalPush & LocalPushPorts> = {}, signal = new AbortController().signal) => {
    const seen: JobProgress[] = [];
    const ports = { docker: over.docker ?? docker(), access, temporaryFolder: folder, known: over.known ?? new KnownLayers() };
    const outcome = await pushLocalImage(ports, { image: over.image ?? app, reference: parseImageReference(to), ...(over.labels !== undefined && { labels: over.labels }) }, { signal, report: (progress) => seen.push(progress) });
    return { ...outcome, seen, last: seen.at(-1) as JobProgress };
  };
  const manifestOf = async (reference: string): Promise<ImageManifest> => JSON.parse((await run('skopeo', ['inspect', '--raw', '--tls-verify=false', `docker://${reference}`])).stdout) as ImageManifest;
  const nothingLeft = async (): Promise<void> => expect((await readdir(folder)).filter((name) => name.startsWith('berth-'))).toEqual([]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'local-push-'));
    await mkdir(join(folder, 'root/bin'), { recursive: true });
    await copyFile('/bin/busybox', join(folder, 'root/bin/sh'));
    await run('tar', ['-C', join(folder, 'root'), '-cf', join(folder, 'root.tar'), '.']);
    await docker$('import', join(folder, 'root.tar'), base);
    const container = await docker$('create', '--network', 'none', base, '/bin/sh', '-c', 'true');
    await writeFile(join(folder, 'words.txt'), 'words\n'.repeat(200_000));
    await docker$('cp', join(folder, 'words.txt'), `${container}:/words.txt`);
    await docker$('commit', '--change', 'LABEL kept=yes', container, app);
    await docker$('rm', container);
    [one, two] = await Promise.all([startDistribution(), startDistribution()]);
    engine = new DockerEngine({ env: process.env, home: homedir(), platform: process.platform, sleep: () => Promise.resolve() });
  });
  afterAll(async () => {
    for (const name of [app, base]) await docker$('rmi', '-f', name).catch(() => '');
    await engine.close();
    access.close();
    await Promise.all([one.close(), two.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  test('arrives with every layer, pulls back as the very same image, and tells each layer’s progress', async () => {
    const { reference, digest, last } = await push(`${one.host}/team/app:1`);
    expect(reference).toBe(`${one.host}/team/app:1`);
    const { config, layers } = await manifestOf(reference);
    expect(config.digest).toBe(await docker$('inspect', '--format', '{{.Id}}', app));
    expect(layers).toHaveLength(2);
    expect(last.parts.map(({ state, note }) => [state, note])).toEqual(Array.from({ length: 3 }, () => ['done', expect.stringMatching(/Pushed|Copied/) as string]));
    expect(last.doneBytes).toBe(last.totalBytes);
    await docker$('pull', '-q', `${one.host}/team/app@${digest}`);
    expect(await docker$('inspect', '--format', '{{.Id}}', `${one.host}/team/app@${digest}`)).toBe(config.digest);
    await docker$('rmi', `${one.host}/team/app@${digest}`);
    await nothingLeft();
  });

  test('is pushed again, and under another tag, without asking Docker for a byte; in another run too', async () => {
    const file = join(folder, 'known.json');
    const first = await push(`${one.host}/again/app:1`, { known: new KnownLayers(file) });
    const before = saved;
    const known = new KnownLayers(file);
    expect((await push(`${one.host}/again/app:1`, { known })).digest).toBe(first.digest);
    expect((await push(`${one.host}/again/app:2`, { known })).digest).toBe(first.digest);
    expect((await manifestOf(`${one.host}/again/app:2`)).layers).toHaveLength(2);
    expect(saved).toBe(before);
  });

  test('leaves layers that the registry has to it: they are neither read nor pressed, in another repository they are mounted', async () => {
    const known = new KnownLayers(join(folder, 'mounts.json'));
    await push(`${one.host}/mounts/base:1`, { image: base, known });
    const { last, reference } = await push(`${one.host}/mounts/app:1`, { known });
    expect(last.parts.filter(({ note }) => note === 'Already there')).toHaveLength(1);
    const again = await push(`${one.host}/mounts/other:1`, { known });
    expect(again.last.parts.filter(({ note }) => note === 'Already there')).toHaveLength(2);
    expect((await manifestOf(again.reference)).layers).toEqual((await manifestOf(reference)).layers);
    expect((await push(`${two.host}/mounts/app:1`, { known })).last.parts.filter(({ state }) => state === 'skipped')).toEqual([]);
  });

  test('learns from the registry how the layers of an image that came from it are compressed', async () => {
    const there = `${one.host}/learned/base:1`;
    await docker$('tag', base, there);
    await docker$('push', '-q', there);
    try {
      const { last } = await push(`${one.host}/learned/app:1`);
      const { layers } = await manifestOf(`${one.host}/learned/app:1`);
      expect(layers[0]).toEqual((await manifestOf(there)).layers[0]);
      expect(last.parts.filter(({ note }) => note === 'Already there')).toHaveLength(1);
    } finally {
      await docker$('rmi', there);
    }
  });

  test('takes labels on top of its own: another configuration, the same layers, and Docker keeps what it had', async () => {
    const plain = await push(`${one.host}/labels/app:1`);
    const labelled = await push(`${one.host}/labels/app:2`, { labels: { 'org.opencontainers.image.revision': 'abc', who: 'a "person"' } });
    expect(labelled.digest).not.toBe(plain.digest);
    expect((await manifestOf(labelled.reference)).layers).toEqual((await manifestOf(plain.reference)).layers);
    const { stdout } = await run('skopeo', ['inspect', '--config', '--raw', '--tls-verify=false', `docker://${labelled.reference}`]);
    expect((JSON.parse(stdout) as { config: { Labels: object } }).config.Labels).toEqual({ kept: 'yes', 'org.opencontainers.image.revision': 'abc', who: 'a "person"' });
    expect(await docker$('inspect', '--format', '{{json .Config.Labels}}', app)).toBe('{"kept":"yes"}');
  });

  test('that is cancelled while Docker writes it, or while it is sent, leaves nothing here and nothing at the tag', async () => {
    for (const step of ['Waiting for Docker', 'Pushing']) {
      const cancel = new AbortController();
      const work = pushLocalImage({ docker: docker(), access, temporaryFolder: folder }, { image: app, reference: parseImageReference(`${one.host}/cancelled/app:1`) }, { signal: cancel.signal, report: (progress) => (progress.step === step ? cancel.abort() : undefined) });
      await expect(work).rejects.toMatchObject({ code: 'cancelled' });
      await nothingLeft();
    }
    expect((await fetch(`http://${one.host}/v2/cancelled/app/manifests/1`)).status).toBe(404);
  });

  test('ends as what the registry says when it refuses in the middle, and reads no further', async () => {
    let uploads = 0;
    const refusing: Server = createServer((request, response) => {
      request.resume();
      if (request.url === '/v2/') response.end('{}');
      else if (request.method !== 'POST') response.writeHead(404).end();
      else if (++uploads === 1) response.writeHead(202, { location: '/v2/upload' }).end();
      else response.writeHead(403).end(JSON.stringify({ errors: [{ code: 'DENIED', message: 'not authorized to perform: ecr:InitiateLayerUpload' }] }));
    });
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(refusing.address() as AddressInfo).port}`;
    await expect(push(`${host}/refused/app:1`)).rejects.toMatchObject({ code: expect.stringMatching(/access-denied|registry-failed|repository-not-found|layer-missing/) as string });
    await nothingLeft();
    refusing.closeAllConnections();
    refusing.close();
  });

  test('of a Docker that ends in the middle fails as that, with nothing at the tag', async () => {
    const dying: LocalPushPorts['docker'] = {
      ...docker(),
      save: async (name, signal) => {
        const stream = await engine.save(name, signal);
        return Readable.from(
          (async function* () {
            let length = 0;
            for await (const chunk of stream) {
              yield chunk as Buffer;
              if ((length += (chunk as Buffer).length) > 500_000) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
            }
          })(),
        );
      },
    };
    await expect(push(`${one.host}/dying/app:1`, { docker: dying })).rejects.toMatchObject({ code: 'docker-unavailable' });
    expect((await fetch(`http://${one.host}/v2/dying/app/manifests/1`)).status).toBe(404);
    await nothingLeft();
  });

  test('says so when there is no room for its layers on their way, and leaves nothing', async ({ skip }) => {
    const small = join(folder, 'small');
    await mkdir(small);
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', small]).then(() => true, () => false);
    if (!mounted) skip('a tmpfs cannot be mounted here (not root)');
    try {
      const work = pushLocalImage({ docker: docker(), access, temporaryFolder: small }, { image: app, reference: parseImageReference(`${one.host}/small/app:1`) }, { signal: new AbortController().signal, report: () => undefined });
      await expect(work).rejects.toMatchObject({ code: 'disk-full', message: expect.stringContaining(small) as string });
      expect(await readdir(small)).toEqual([]);
      expect((await fetch(`http://${one.host}/v2/small/app/manifests/1`)).status).toBe(404);
    } finally {
      await run('umount', [small]);
    }
  });

  test.each(['docker-archive', 'oci-archive'] as const)('comes back through a file that Docker loads: %s', async (format) => {
    const { reference } = await push(`${one.host}/loaded/app:${format}`);
    const file = join(folder, `${format}.tar`);
    await exportImage(access, { reference: parseImageReference(reference), file, format }, { signal: new AbortController().signal, report: () => undefined });
    try {
      expect(await docker$('load', '-i', file)).toContain(reference);
      expect(await docker$('inspect', '--format', '{{.Id}}', reference)).toBe(await docker$('inspect', '--format', '{{.Id}}', app));
    } finally {
      await docker$('rmi', reference);
    }
  });

  /** An engine of another kind, as far as a push sees it. */
  const otherEngine = (files: () => Promise<Files>, facts: { id: string; diffIds: string[] }): LocalPushPorts['docker'] => ({
    inspectImage: () => Promise.resolve({ ...facts, tags: [], digests: [], os: 'linux', architecture: 'amd64', sizeBytes: 1000, labels: {} }),
    listImages: () => Promise.resolve([]),
    save: async () => (saved++, Readable.from([await tarOf(await files())])),
  });

  test('of Docker 25 and later, whose archive is a layout of bare layers, is pressed too, and not when the registry has it', async () => {
    const layer = await tarOf({ 'a.txt': 'a' });
    const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { diff_ids: [sha256(layer)] } }));
    const path = (bytes: Buffer): string => `blobs/sha256/${sha256(bytes).slice(7)}`;
    const files = async (): Promise<Files> => ({
      ...ociLayout({ name: 'v1', platforms: ['linux/amd64'], layer: { bytes: layer, mediaType: 'application/vnd.oci.image.layer.v1.tar' } }),
      [path(layer)]: layer,
      [path(config)]: config,
      'manifest.json': JSON.stringify([{ Config: path(config), RepoTags: ['a:1'], Layers: [path(layer)] }]),
    });
    const known = new KnownLayers();
    const other = otherEngine(files, { id: sha256(config), diffIds: [sha256(layer)] });
    const { reference } = await push(`${one.host}/newer/app:1`, { docker: other, known });
    const first = await manifestOf(reference);
    expect(first.layers).toMatchObject([{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip' }]);
    expect(first.config.digest).toBe(sha256(config));
    const { last } = await push(`${one.host}/newer/other:1`, { docker: other, known });
    expect(last.parts.filter(({ note }) => note === 'Already there')).toHaveLength(1);
  });

  test('of containerd’s image store, which keeps layers compressed, keeps its digest; of an index, what the engine has of it', async () => {
    const layer = { bytes: gzipSync('layer'), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' };
    const whole = ociLayout({ name: 'v1', platforms: ['linux/amd64', 'linux/arm64'], layer });
    const root = (JSON.parse(textOf(whole, 'index.json')) as { manifests: { digest: string }[] }).manifests[0]?.digest ?? '';
    const facts = { id: root, diffIds: [] };
    const files = async (): Promise<Files> => ({ ...whole, 'manifest.json': '[]' });
    expect((await push(`${one.host}/containerd/app:1`, { docker: otherEngine(files, facts) })).digest).toBe(root);
    const { manifests } = JSON.parse(textOf(whole, `blobs/sha256/${root.slice(7)}`)) as { manifests: { digest: string }[] };
    const [amd64, arm64] = manifests.map(({ digest }) => digest);
    const part = async (): Promise<Files> => Object.fromEntries(Object.entries(await files()).filter(([name]) => !name.endsWith(arm64?.slice(7) ?? '-')));
    expect((await push(`${one.host}/containerd/part:1`, { docker: otherEngine(part, facts) })).digest).toBe(amd64);
    await expect(push(`${one.host}/containerd/labels:1`, { docker: otherEngine(files, facts), labels: { a: 'b' } })).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('what is known of layers is empty when its file is damaged, and never too long', async () => {
    const file = join(folder, 'damaged.json');
    await writeFile(file, '{"version":1,"layers":[["x"');
    const known = new KnownLayers(file);
    await known.load();
    const digest = (n: number): string => digestOf(Buffer.from(String(n)));
    for (let n = 0; n < 5100; n += 1) known.noteLayer(digest(n), { digest: digest(n), size: 1, mediaType: 'x' }, { host: 'h', repository: 'r' });
    await known.save();
    expect(known.layer(digest(0))).toBeUndefined();
    expect(known.layer(digest(5099))).toEqual({ digest: digest(5099), size: 1, mediaType: 'x', places: ['h/r'] });
    expect((JSON.parse(await readFile(file, 'utf8')) as { layers: unknown[] }).layers).toHaveLength(5000);
  });

  test('of an archive whose layer is another than the engine says fails, and nothing is remembered', async () => {
    const files = async (): Promise<Files> => {
      const honest = await dockerSaved([{ name: 'a:1' }]);
      const other = await tarOf({ b: 'b' });
      return Object.fromEntries(Object.entries(honest).map(([name, content]) => [name, name.endsWith('layer.tar') ? other : content]));
    };
    const known = new KnownLayers();
    await expect(push(`${one.host}/lying/app:1`, { docker: otherEngine(files, { id: sha256('x'), diffIds: [] }), known })).rejects.toMatchObject({ code: 'file-malformed' });
    expect(known.manifestOf(sha256('x'))).toBeUndefined();
  });
});
