import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DockerEngine } from '../../electron/docker/docker-engine';
import { OCI_INDEX } from '../../electron/registry/media-types';
import { digestOf } from '../../electron/registry/registry-client';
import { copyImage } from '../../electron/transfer/copy-image';
import { exportImage } from '../../electron/transfer/export/export-image';
import { pullImage } from '../../electron/transfer/pull-image';
import { pushArchive } from '../../electron/transfer/push/push-archive';
import { pushContainer } from '../../electron/transfer/push/push-container';
import { pushImage } from '../../electron/transfer/push/push-image';
import { type LocalPush, pushLocalImage } from '../../electron/transfer/push/push-local-image';
import type { TransferContext } from '../../electron/transfer/ports';
import { parseImageReference } from '../../shared/ecr/image-reference';
import type { JobProgress } from '../../shared/model/moving/job';
import { anonymousAccess } from '../registry/access';
import { startDistribution } from '../registry/distribution';
import { requires } from '../support/capabilities';

const run = promisify(execFile);
const options = { pause: true, labels: { who: 'a "person" with $HOME' }, changes: [], message: 'from Berth' };
const idle = (): { signal: AbortSignal; report: (progress: JobProgress) => void; seen: JobProgress[] } => {
  const seen: JobProgress[] = [];
  return { signal: new AbortController().signal, report: (progress) => seen.push(progress), seen };
};

requires('docker', 'docker-registry', 'skopeo').describe('images on their way between Docker, registries and files', () => {
  let folder: string;
  let one: Awaited<ReturnType<typeof startDistribution>>;
  let two: Awaited<ReturnType<typeof startDistribution>>;
  let docker: DockerEngine;
  const access = anonymousAccess();
  const send = (push: LocalPush, context: TransferContext) => pushLocalImage({ docker, access, temporaryFolder: folder }, push, context);
  const names: string[] = [];
  const container = `berth-transfer-${process.pid}`;
  const base = `berth-base-${process.pid}:1`;
  const docker$ = async (...args: string[]): Promise<string> => (await run('docker', args)).stdout.trim();
  const imageIds = async (): Promise<string[]> => (await docker$('images', '-aq', '--no-trunc')).split('\n').sort();
  const skopeoDigest = async (reference: string): Promise<string> =>
    (await run('skopeo', ['inspect', '--tls-verify=false', '--format', '{{.Digest}}', reference])).stdout.trim();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-transfer-'));
    await mkdir(join(folder, 'root/bin'), { recursive: true });
    await copyFile('/bin/busybox', join(folder, 'root/bin/sh'));
    await copyFile('/bin/busybox', join(folder, 'root/bin/sleep'));
    await run('tar', ['-C', join(folder, 'root'), '-cf', join(folder, 'root.tar'), '.']);
    await docker$('import', join(folder, 'root.tar'), base);
    await docker$('run', '-d', '--network', 'none', '--name', container, base, '/bin/sh', '-c', 'echo hello > /hello; exec /bin/sleep 600');
    [one, two] = await Promise.all([startDistribution(), startDistribution()]);
    docker = new DockerEngine({ env: process.env, home: homedir(), platform: process.platform, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) });
  });

  afterAll(async () => {
    await docker$('rm', '-f', container).catch(() => '');
    for (const name of [...names, base]) await docker$('rmi', '-f', name).catch(() => '');
    await docker.close();
    access.close();
    await Promise.all([one.close(), two.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  test('a container is committed, tagged and pushed, and skopeo sees the digest that the job tells', async () => {
    const context = idle();
    const reference = parseImageReference(`${one.host}/team/app:v1`);
    const outcome = await pushContainer({ docker, send }, { containerId: container, options, reference }, context);
    names.push(outcome.reference);
    expect(outcome.reference).toBe(`${one.host}/team/app:v1`);
    expect(outcome.digest).toBe(await skopeoDigest(`docker://${outcome.reference}`));
    expect(context.seen.some(({ step }) => step === 'Committing')).toBe(true);
    expect(context.seen.at(-1)?.parts.every(({ state }) => state === 'done' || state === 'skipped')).toBe(true);
    expect(await docker$('inspect', '--format', '{{index .Config.Labels "who"}}', outcome.reference)).toBe(options.labels.who);
  });

  test('a push that fails leaves neither a tag nor the commit', async () => {
    const before = await imageIds();
    const reference = parseImageReference('127.0.0.1:1/team/app:v1');
    const push = pushContainer({ docker, send }, { containerId: container, options, reference }, idle());
    await expect(push).rejects.toMatchObject({ code: 'network' });
    expect(await imageIds()).toEqual(before);
  });

  test('a push that is cancelled leaves neither a tag nor the commit, here or in the registry', async () => {
    const before = await imageIds();
    const cancel = new AbortController();
    const reference = parseImageReference(`${one.host}/team/cancelled:v1`);
    const push = pushContainer({ docker, send }, { containerId: container, options, reference }, {
      signal: cancel.signal,
      report: ({ step }) => (step === 'Pushing' ? cancel.abort() : undefined),
    });
    await expect(push).rejects.toMatchObject({ code: 'cancelled' });
    expect(await imageIds()).toEqual(before);
    expect((await fetch(`http://${one.host}/v2/team/cancelled/manifests/v1`)).status).toBe(404);
  });

  test('a failed push gives a name that existed back to the image that had it', async () => {
    const name = '127.0.0.1:1/team/kept:v1';
    await docker$('tag', base, name);
    names.push(name);
    const before = await docker$('inspect', '--format', '{{.Id}}', name);
    await expect(pushContainer({ docker, send }, { containerId: container, options, reference: parseImageReference(name) }, idle())).rejects.toMatchObject({ code: 'network' });
    expect(await docker$('inspect', '--format', '{{.Id}}', name)).toBe(before);
  });

  test('a container that is not there is said so', async () => {
    const push = pushContainer({ docker, send }, { containerId: 'nobody', options, reference: parseImageReference(`${one.host}/a/b:c`) }, idle());
    await expect(push).rejects.toMatchObject({ code: 'container-not-found' });
  });

  test('a local image is pushed under another name and pulled back by digest', async () => {
    const pushed = await pushImage({ docker, send }, { image: base, reference: parseImageReference(`${one.host}/team/base:2`) }, idle());
    names.push(pushed.reference);
    await docker$('rmi', pushed.reference);
    const pulled = await pullImage({ docker, access }, { reference: parseImageReference(`${one.host}/team/base@${pushed.digest}`) }, idle());
    names.push(pulled.reference);
    expect(pulled.digest).toBe(pushed.digest);
    const missing = pullImage({ docker, access }, { reference: parseImageReference(`${one.host}/team/base:nothing`) }, idle());
    await expect(missing).rejects.toMatchObject({ code: 'image-not-found' });
  });

  test('an image is copied to another registry with the same digest, and again with nothing sent', async () => {
    const from = parseImageReference(`${one.host}/team/app:v1`);
    const to = parseImageReference(`${two.host}/other/app`);
    const outcome = await copyImage(access, { from, to }, idle());
    expect(outcome.reference).toBe(`${two.host}/other/app:v1`);
    expect(await skopeoDigest(`docker://${outcome.reference}`)).toBe(await skopeoDigest(`docker://${one.host}/team/app:v1`));
    const again = idle();
    await copyImage(access, { from, to }, again);
    expect(again.seen.at(-1)?.parts.every(({ state }) => state === 'skipped')).toBe(true);
    const beside = idle();
    await copyImage(access, { from: parseImageReference(outcome.reference), to: parseImageReference(`${two.host}/third/app:v1`) }, beside);
    expect(beside.seen.at(-1)?.parts.every(({ note }) => note === 'Mounted')).toBe(true);
  });

  test('an index is copied with all its platforms, and one of them exported', async () => {
    const from = (await access.client(one.host)).repository('team/app');
    const child = await from.manifest('v1', idle().signal);
    const entry = (architecture: string) => ({ mediaType: child.mediaType, digest: child.digest, size: child.bytes.byteLength, platform: { os: 'linux', architecture } });
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [entry('amd64'), entry('arm64')] }));
    await from.putManifest('both', { bytes, digest: digestOf(bytes), mediaType: OCI_INDEX }, idle().signal);
    const outcome = await copyImage(access, { from: parseImageReference(`${one.host}/team/app:both`), to: parseImageReference(`${two.host}/index/app`) }, idle());
    expect(outcome).toEqual({ reference: `${two.host}/index/app:both`, digest: digestOf(bytes) });
    expect(await skopeoDigest(`docker://${two.host}/index/app@${child.digest}`)).toBe(child.digest);
    const file = join(folder, 'arm.tar');
    const reference = parseImageReference(outcome.reference);
    expect(await exportImage(access, { reference, platform: 'linux/arm64', file }, idle())).toEqual({ reference: outcome.reference, digest: child.digest, file });
    const none = exportImage(access, { reference, platform: 'windows/amd64', file: join(folder, 'none.tar') }, idle());
    await expect(none).rejects.toMatchObject({ code: 'image-not-found', hint: 'Choose one of linux/amd64, linux/arm64.' });
    expect((await readdir(folder)).filter((name) => name.startsWith('.berth-') || name === 'none.tar')).toEqual([]);
  });

  test('a denied copy asks why, and carries the remedy', async () => {
    const denying = createServer((_request, response) => {
      response.writeHead(403).end(JSON.stringify({ errors: [{ code: 'DENIED', message: 'not authorized to perform: ecr:BatchGetImage' }] }));
    });
    await new Promise<void>((resolve) => denying.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(denying.address() as AddressInfo).port}`;
    const asked: unknown[] = [];
    const explaining = anonymousAccess({ explainDenied: (denied) => (asked.push(denied), Promise.resolve({ message: 'Because.', remedy: { kind: 'sign-in' as const, profile: 'b' } })) });
    const copy = copyImage(explaining, { from: parseImageReference(`${host}/a/b:c`), fromProfile: 'b', to: parseImageReference(`${two.host}/a/b`) }, idle());
    await expect(copy).rejects.toMatchObject({ code: 'access-denied', message: 'Because.', remedy: { kind: 'sign-in', profile: 'b' } });
    expect(asked).toEqual([{ host, repository: 'a/b', action: 'pull', profile: 'b', detail: expect.stringContaining('ecr:BatchGetImage') as string }]);
    explaining.close();
    denying.closeAllConnections();
    denying.close();
  });

  test('an exported archive is loaded by Docker, read by skopeo, and pushed again without Docker', async () => {
    const reference = parseImageReference(`${one.host}/team/app:v1`);
    const file = join(folder, 'app.tar');
    const outcome = await exportImage(access, { reference, platform: 'linux/amd64', file }, idle());
    expect(outcome.digest).toBe(await skopeoDigest(`docker://${one.host}/team/app:v1`));
    const id = await docker$('inspect', '--format', '{{.Id}}', outcome.reference);
    await docker$('rmi', outcome.reference);
    expect(await docker$('load', '-i', file)).toContain(outcome.reference);
    expect(await docker$('inspect', '--format', '{{.Id}}', outcome.reference)).toBe(id);
    expect(await skopeoDigest(`oci-archive:${file}`)).toBe(outcome.digest);
    const back = await pushArchive({ access, temporaryFolder: folder }, { file, reference: parseImageReference(`${two.host}/back/app:v1`) }, idle());
    expect(back.digest).toBe(outcome.digest);
    expect(await skopeoDigest(`docker://${two.host}/back/app:v1`)).toBe(outcome.digest);
  });

  test('a docker save archive is pushed without Docker, plain and gzip’d, and Docker runs what comes back', async () => {
    const file = join(folder, 'saved.tar');
    await docker$('save', '-o', file, base);
    const pushed = await pushArchive({ access, temporaryFolder: folder }, { file, reference: parseImageReference(`${two.host}/saved/base:1`) }, idle());
    expect(pushed.digest).toBe(await skopeoDigest(`docker://${two.host}/saved/base:1`));
    await run('gzip', ['-k', file]);
    const again = await pushArchive({ access, temporaryFolder: folder }, { file: `${file}.gz`, reference: parseImageReference(`${two.host}/saved/base:2`) }, idle());
    expect(again.digest).toBe(pushed.digest);
    await pullImage({ docker, access }, { reference: parseImageReference(pushed.reference) }, idle());
    names.push(pushed.reference);
    expect(await docker$('inspect', '--format', '{{.Id}}', pushed.reference)).toBe(await docker$('inspect', '--format', '{{.Id}}', base));
    expect((await readdir(folder)).filter((name) => /^berth-(archive|push)-/.test(name))).toEqual([]);
  });

  test('a cut archive, text, and a missing file are each said so', async () => {
    const push = (file: string) => pushArchive({ access, temporaryFolder: folder }, { file, reference: parseImageReference(`${two.host}/bad/base:1`) }, idle());
    const cut = join(folder, 'cut.tar');
    await copyFile(join(folder, 'saved.tar'), cut);
    await truncate(cut, Math.floor((await stat(cut)).size / 2));
    await expect(push(cut)).rejects.toMatchObject({ code: 'file-malformed' });
    await writeFile(join(folder, 'text.tar'), 'x'.repeat(4096));
    await expect(push(join(folder, 'text.tar'))).rejects.toMatchObject({ code: 'file-malformed' });
    await expect(push(join(folder, 'nothing.tar'))).rejects.toMatchObject({ code: 'file-not-found' });
    expect((await readdir(folder)).filter((name) => /^berth-(archive|push)-/.test(name))).toEqual([]);
  });

  test('an export onto a full disk says so and leaves nothing', async ({ skip }) => {
    const small = join(folder, 'small');
    await mkdir(small);
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', small]).then(() => true, () => false);
    if (!mounted) skip('a tmpfs cannot be mounted here (not root)');
    try {
      const reference = parseImageReference(`${one.host}/team/app:v1`);
      const file = join(small, 'app.tar');
      await expect(exportImage(access, { reference, platform: 'linux/amd64', file }, idle())).rejects.toMatchObject({ code: 'disk-full' });
      expect(await readdir(small)).toEqual([]);
    } finally {
      await run('umount', [small]);
    }
  });
});
