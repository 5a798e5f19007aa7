import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Image } from '../../shared/model/image';
import { JobOutcome } from '../../shared/model/moving/job';
import { CallerIdentity, Profile } from '../../shared/model/profile';
import { Repository, RepositoryDetail, RepositoryKey } from '../../shared/model/repository';
import { Session } from '../../shared/model/session';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';
import { output, startSandboxProcess, Terminal, type SandboxProcess } from './cli-runs';

const HARBOUR = '111122223333';
const LIGHTHOUSE = '444455556666';
const CONTAINER = 'berth-cli-container';

let folder: string;
let sandbox: SandboxProcess;
let terminal: Terminal;
let harbour: string;
let lighthouse: string;
const file = (name: string): string => join(terminal.home.folder, name);
const docker = (...args: string[]): Promise<string> => output('docker', args, { DOCKER_CONFIG: terminal.home.docker });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-cli-'));
  sandbox = await startSandboxProcess(join(folder, 'sandbox'));
  terminal = await Terminal.open(sandbox.description);
  harbour = sandbox.host(HARBOUR);
  lighthouse = sandbox.host(LIGHTHOUSE);
});
afterAll(async () => {
  expect(await sandbox.stop()).toBe(0);
  await terminal.home.remove();
  await rm(folder, { recursive: true });
});

describe('profiles and identities', () => {
  test('are listed with the file that they come from', async () => {
    const profiles = await terminal.json(z.array(Profile), 'profiles');
    expect(profiles.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'sandbox-harbour static',
      'sandbox-lighthouse static',
      'sandbox-harbour-us static',
      'sandbox-lighthouse-us static',
      'sandbox-harbour-readonly static',
      'sandbox-lighthouse-deployer assume-role',
    ]);
    expect(JSON.stringify(profiles)).not.toContain(sandbox.description.profiles[0]?.secretAccessKey);
    expect(await terminal.words('profiles')).toContain(sandbox.description.configFile);
  });

  test('are named by whoami, with the options before or behind the command', async () => {
    const deployer = await terminal.json(CallerIdentity, 'whoami', '--profile', 'sandbox-lighthouse-deployer');
    expect(deployer.arn).toBe(`arn:aws:sts::${LIGHTHOUSE}:assumed-role/deployer/berth`);
    expect((await terminal.json(CallerIdentity, '--profile', 'sandbox-harbour', 'whoami')).accountId).toBe(HARBOUR);
  });
});

describe('sign-ins', () => {
  const signedIn = async (): Promise<string[]> => {
    const { auths } = z.object({ auths: z.record(z.string(), z.unknown()) }).parse(JSON.parse(await readFile(terminal.configJson, 'utf8')));
    return Object.keys(auths).sort();
  };

  test('come one by one, by region, all at once, and go again', async () => {
    const Sessions = z.array(Session);
    expect(await terminal.json(Sessions, 'login', '--profile', 'sandbox-harbour')).toMatchObject([{ status: 'signed-in', host: harbour, accountId: HARBOUR }]);
    expect(await signedIn()).toEqual([harbour]);
    const american = await terminal.json(Sessions, 'login', '--profile', 'sandbox-harbour', '--region', 'us-east-1');
    expect(american).toMatchObject([{ region: 'us-east-1', host: sandbox.host(HARBOUR, 'us-east-1') }]);
    expect(await terminal.words('login', '--all')).toContain(lighthouse);
    const hosts = sandbox.description.registries.map(({ host }) => host).sort();
    expect(await signedIn()).toEqual(hosts);
    const status = await terminal.json(z.object({ sessions: Sessions, docker: z.object({ status: z.string() }) }), 'status');
    expect(status.sessions.filter((one) => one.status === 'signed-in').map(({ host }) => host).sort()).toEqual(hosts);
    await terminal.words('logout', '--profile', 'sandbox-harbour');
    expect(await signedIn()).not.toContain(harbour);
    expect((await terminal.json(Sessions, 'logout', '--all')).every((one) => one.status === 'signed-out')).toBe(true);
    expect(await signedIn()).toEqual([]);
  });
});

describe('repositories', () => {
  test('are found over all profiles by words of their name', async () => {
    const found = await terminal.json(z.array(Repository), 'repos', '--search', 'shop api');
    expect(found.map(({ uri }) => uri).sort()).toEqual([harbour, sandbox.host(HARBOUR, 'us-east-1')].map((host) => `${host}/shop/api`).sort());
    expect(await terminal.words('repos', '--profile', 'sandbox-lighthouse', '--search', 'ledger')).toContain(`${lighthouse}/payments/ledger`);
  });

  test('are created, shown, listed empty, and deleted', async () => {
    const created = await terminal.json(Repository, 'repo', 'create', 'cli/made', '--profile', 'sandbox-harbour', '--immutable', '--tag', 'team=cli');
    expect(created).toMatchObject({ uri: `${harbour}/cli/made`, mutability: 'IMMUTABLE' });
    const shown = await terminal.json(RepositoryDetail, 'repo', 'show', `${harbour}/cli/made`);
    expect(shown).toMatchObject({ tags: { team: 'cli' }, imageCount: 0 });
    expect(await terminal.words('images', 'cli/made', '--profile', 'sandbox-harbour')).toBe('No images.\n');
    const key = await terminal.json(RepositoryKey, 'repo', 'delete', 'cli/made', '--yes', '--profile', 'sandbox-harbour');
    expect(key).toEqual({ profile: 'sandbox-harbour', region: 'eu-central-1', name: 'cli/made' });
    expect((await terminal.error(['repo', 'show', `${harbour}/cli/made`])).code).toBe('repository-not-found');
  });

  test('list the platforms of an image right below their index', async () => {
    const images = await terminal.json(z.array(Image), 'images', `${harbour}/shop/search`);
    expect(images.map(({ tags, platforms }) => `${tags.join(' ')}: ${platforms?.join(' ') ?? '?'}`)).toEqual([
      '0.31.0 latest: linux/amd64 linux/arm64',
      ': linux/amd64',
      ': linux/arm64',
      '0.30.4: linux/amd64 linux/arm64',
      ': linux/amd64',
      ': linux/arm64',
    ]);
    expect(images.map(({ childOf }) => childOf).filter((index) => index === images[3]?.digest)).toHaveLength(2);
  });
});

requires('docker', 'skopeo').describe('images on their way', () => {
  beforeAll(async () => {
    await terminal.words('login', '--all');
    await terminal.words('repo', 'create', 'cli/app', '--profile', 'sandbox-harbour');
    await docker('run', '--detach', '--name', CONTAINER, '--network', 'none', SHELL_IMAGE, '/bin/sleep', '600');
  });
  afterAll(async () => {
    await docker('rm', '--force', CONTAINER);
  });
  const outcome = (...args: string[]): Promise<JobOutcome> => terminal.json(JobOutcome, ...args);

  test('a container is committed with what was asked for, and pushed', async () => {
    const reference = `${harbour}/cli/app:committed`;
    const change = ['--message', 'from a test', '--author', 'Ada', '--change', 'LABEL made=here', '--no-pause'];
    const pushed = await outcome('commit', CONTAINER, reference, ...change);
    expect(pushed).toEqual({ reference, digest: await terminal.digestOf(reference) });
    const config = JSON.parse(await output('skopeo', ['inspect', '--config', '--tls-verify=false', '--authfile', terminal.configJson, `docker://${reference}`])) as unknown;
    expect(config).toMatchObject({ author: 'Ada', config: { Labels: { made: 'here' } } });
    expect(await docker('inspect', '--format', '{{.State.Status}}', CONTAINER)).toBe('running');
  });

  test('an image, a docker save archive, an OCI layout and a tar of it are pushed', async () => {
    const target = (tag: string): string => `${harbour}/cli/app:${tag}`;
    const pushed = await outcome('push', SHELL_IMAGE, target('image'));
    expect(pushed).toEqual({ reference: target('image'), digest: await terminal.digestOf(target('image')) });
    await docker('save', '--output', file('saved.tar'), SHELL_IMAGE);
    expect((await outcome('push', file('saved.tar'), target('saved'))).digest).toBe(await terminal.digestOf(target('saved')));
    await output('skopeo', ['copy', '--src-tls-verify=false', '--authfile', terminal.configJson, `docker://${target('image')}`, `oci:${file('layout')}:x`]);
    const layout = await outcome('push', file('layout'), target('layout'));
    expect(layout.digest).toBe(await terminal.digestOf(target('layout')));
    await output('tar', ['-C', file('layout'), '-cf', file('layout.tar'), '.']);
    expect(await outcome('push', file('layout.tar'), target('tar'))).toEqual({ reference: target('tar'), digest: layout.digest });
  });

  test('an image is pulled into Docker, and into a file that Docker loads', async () => {
    const reference = `${harbour}/shop/api:latest`;
    expect((await outcome('pull', reference)).digest).toBe(await terminal.digestOf(reference));
    expect(await docker('image', 'inspect', '--format', '{{.Os}}', reference)).toBe('linux');
    await docker('image', 'rm', reference);
    const exported = await outcome('pull', reference, '--platform', 'linux/arm64', '--output', file('api.tar'));
    const { manifests } = JSON.parse(await output('skopeo', ['inspect', '--raw', '--tls-verify=false', '--authfile', terminal.configJson, `docker://${reference}`])) as { manifests: { digest: string; platform: { architecture: string } }[] };
    expect(exported).toEqual({ reference, file: file('api.tar'), digest: manifests.find(({ platform }) => platform.architecture === 'arm64')?.digest });
    await docker('load', '--input', file('api.tar'));
    expect(await docker('image', 'inspect', '--format', '{{.Architecture}}', reference)).toBe('arm64');
    await docker('image', 'rm', reference);
  });

  test('an image is copied as it is within a registry, to another region, and to another account', async () => {
    const api = await terminal.digestOf(`${harbour}/shop/api:latest`);
    for (const target of [`${harbour}/cli/app:copied`, `${sandbox.host(HARBOUR, 'us-east-1')}/shop/web:copied`]) {
      expect(await outcome('copy', `${harbour}/shop/api:latest`, target)).toEqual({ reference: target, digest: api });
      expect(await terminal.digestOf(target)).toBe(api);
    }
    // The other account reads here by itself: the policy of platform/base lets it.
    const target = `${lighthouse}/mirror/base:bookworm`;
    await terminal.words('copy', `${harbour}/platform/base:bookworm`, target, '--from-profile', 'sandbox-lighthouse');
    expect(await terminal.digestOf(target)).toBe(await terminal.digestOf(`${harbour}/platform/base:bookworm`));
  });

  test('another account’s image is refused with the statement that is missing, and pulled once that is granted', async () => {
    const reference = `${harbour}/shop/api:2.4.1`;
    const pull = ['pull', reference, '--profile', 'sandbox-lighthouse'];
    const { code, stderr } = await terminal.berth(pull);
    expect(code).toBe(1);
    const grant = `repo grant-pull ${harbour}/shop/api --to ${LIGHTHOUSE} --profile sandbox-harbour`;
    expect(stderr.split('\n')).toEqual([
      `berth: The policy of the repository shop/api in account ${HARBOUR} lacks a statement that allows account ${LIGHTHOUSE} ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, ecr:BatchCheckLayerAvailability.`,
      'Let Berth add it with the profile sandbox-harbour.',
      `  berth ${grant}`,
      '',
    ]);
    expect(await terminal.error([...pull, '--output', file('denied.tar')])).toMatchObject({
      code: 'access-denied',
      remedy: { kind: 'grant-pull', host: harbour, repository: 'shop/api', accountId: LIGHTHOUSE, ownerProfile: 'sandbox-harbour' },
    });
    expect(await terminal.words(...grant.split(' '))).toContain('proved with the profile sandbox-lighthouse');
    expect((await outcome(...pull)).digest).toBe(await terminal.digestOf(reference));
    const { policyText = '' } = await terminal.json(RepositoryDetail, 'repo', 'show', `${harbour}/shop/api`);
    expect(policyText).toContain(`arn:aws:iam::${LIGHTHOUSE}:root`);
  });
});
