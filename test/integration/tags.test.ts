import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tags } from '../../electron/ecr/tags/tags';
import type { Descriptor } from '../../electron/registry/content';
import { digestOf } from '../../electron/registry/registry-client';
import type { RepositoryKey } from '../../shared/model/repository';
import { PROFILE, REGION, sandboxRepositories } from '../ecr/tags/sandbox-repository';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';

const run = promisify(execFile);
const never = new AbortController().signal;

/** What other programs make of an index and of tags that Berth wrote. */
requires('docker', 'skopeo').describe('an index that Berth composed, and tags that it moved', () => {
  let around: Awaited<ReturnType<typeof sandboxRepositories>>;
  let tags: Tags;
  let folder = '';
  let credentials = '';
  let repository: RepositoryKey;
  const docker$ = async (...args: string[]): Promise<string> => (await run('docker', ['--config', folder, ...args])).stdout.trim();
  const skopeo$ = async (...args: string[]): Promise<string> => (await run('skopeo', args)).stdout.trim();
  const inspect = async (tag: string, ...more: string[]): Promise<{ Digest: string; Os: string; Architecture: string }> =>
    JSON.parse(await skopeo$(...more, 'inspect', '--tls-verify=false', '--creds', credentials, `docker://${around.host}/team/multi:${tag}`)) as { Digest: string; Os: string; Architecture: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-tags-docker-'));
    around = await sandboxRepositories();
    tags = new Tags({ clients: around.clients, fetchBytes: fetch, changed: () => undefined });
    repository = await around.create('team/multi');
    const client = await around.clients.ecr(PROFILE, REGION);
    const answer = await client.send(new GetAuthorizationTokenCommand({}));
    credentials = Buffer.from(answer.authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
    await docker$('login', '-u', 'AWS', '-p', credentials.slice(4), around.host);
    await docker$('tag', SHELL_IMAGE, `${around.host}/team/multi:amd64`);
    await docker$('push', `${around.host}/team/multi:amd64`);
    await pushForArm();
  });
  /** The same files under another platform's name: what is compared is what the programs choose. */
  const pushForArm = async (): Promise<void> => {
    const pushed = around.registry.repository('team/multi');
    const { bytes, mediaType } = await pushed.manifest('amd64', never);
    const manifest = JSON.parse(bytes.toString()) as { config: Descriptor };
    const parts: Buffer[] = [];
    await pushed.read(manifest.config, (part) => void parts.push(Buffer.from(part)), { signal: never });
    const config = Buffer.from(JSON.stringify({ ...(JSON.parse(Buffer.concat(parts).toString()) as object), architecture: 'arm64' }));
    const descriptor = { ...manifest.config, digest: digestOf(config), size: config.length };
    await pushed.uploadBlob({ descriptor, send: async (sink) => sink(config), signal: never });
    await around.putManifest('team/multi', 'arm64', { mediaType, json: { ...manifest, config: descriptor } });
  };
  afterAll(async () => {
    for (const tag of ['amd64', 'arm64', 'all']) await docker$('rmi', '-f', `${around.host}/team/multi:${tag}`).catch(() => '');
    await around.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('skopeo finds each platform in it, and the digest that Berth told', async () => {
    const { digest } = await tags.composeIndex({ repository, tag: 'all', children: [{ image: 'arm64' }, { image: 'amd64' }], annotations: {}, move: false });
    for (const architecture of ['amd64', 'arm64'])
      expect(await inspect('all', '--override-os', 'linux', '--override-arch', architecture)).toMatchObject({ Digest: digest, Os: 'linux', Architecture: architecture });
  });

  test('docker pull --platform takes the image of that platform', async () => {
    for (const architecture of ['arm64', 'amd64']) {
      await docker$('pull', '--platform', `linux/${architecture}`, `${around.host}/team/multi:all`);
      expect(await docker$('image', 'inspect', '-f', '{{.Architecture}}', `${around.host}/team/multi:all`)).toBe(architecture);
    }
  });

  test('a tag that was given is the same image to skopeo, and gone when it was taken away', async () => {
    const { Digest: digest } = await inspect('amd64');
    await tags.set({ repository, digest, tag: 'stable', move: false });
    expect((await inspect('stable')).Digest).toBe(digest);
    await tags.remove({ repository, tag: 'stable', deleteImage: false });
    await expect(inspect('stable')).rejects.toThrow();
    expect((await inspect('amd64')).Digest).toBe(digest);
  });
});
