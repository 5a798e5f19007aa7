import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, expect } from 'vitest';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { requires } from '../support/capabilities';

let folder: string;
let sandbox: Sandbox;
let harbour: string;
let lighthouse: string;

interface Outcome {
  code: number;
  /** Standard output and standard error together. */
  text: string;
}

/** Runs a client to its end; a secret goes to its standard input. */
const run = (program: string, args: string[], options: { input?: string; env?: Record<string, string> } = {}): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = execFile(program, args, { env: { ...process.env, ...options.env }, maxBuffer: 16 * 1024 * 1024 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), text: out + err });
    });
    child.stdin?.end(options.input ?? '');
  });

const passwordOf = async (name: string): Promise<string> => {
  const credentials = sandbox.description.profiles.find((profile) => profile.name === name);
  if (credentials === undefined) throw new Error(`no profile ${name}`);
  const client = new ECRClient({ region: credentials.region, endpoint: sandbox.description.endpoint, credentials });
  const answer = await client.send(new GetAuthorizationTokenCommand({}));
  return Buffer.from(answer.authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString().slice('AWS:'.length);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-clients-'));
  sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') });
  const hostOf = (accountId: string): string =>
    sandbox.description.registries.find((r) => r.accountId === accountId && r.region === 'eu-central-1')?.host ?? '';
  harbour = hostOf('111122223333');
  lighthouse = hostOf('444455556666');
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

requires('docker').describe('docker', () => {
  const docker = (config: string) => (args: string[], input?: string) =>
    run('docker', ['--config', join(folder, config), ...args], input === undefined ? {} : { input });
  const captain = docker('captain');
  const keeper = docker('keeper');
  const signIn = async (client: typeof captain, profile: string, host: string): Promise<Outcome> =>
    client(['login', '--username', 'AWS', '--password-stdin', host], await passwordOf(profile));

  requires('docker').test('signs in with a token, and not with a guess', async () => {
    expect((await signIn(captain, 'sandbox-harbour', harbour)).text).toContain('Login Succeeded');
    expect((await captain(['login', '--username', 'AWS', '--password-stdin', lighthouse], 'guess')).code).toBe(1);
  });

  requires('docker').test('pulls, pushes to another repository, and pulls that by its digest', async () => {
    await signIn(captain, 'sandbox-harbour', harbour);
    expect((await captain(['pull', `${harbour}/shop/api:2.4.1`])).text).toContain('Digest: sha256:');
    await captain(['tag', `${harbour}/shop/api:2.4.1`, `${harbour}/tools/smoke:one`]);
    const pushed = await captain(['push', `${harbour}/tools/smoke:one`]);
    const digest = /digest: (sha256:[0-9a-f]{64})/.exec(pushed.text)?.[1];
    expect(digest, pushed.text).toBeDefined();
    expect((await captain(['pull', `${harbour}/tools/smoke@${digest}`])).code).toBe(0);
  });

  requires('docker').test('hears ECR’s words for an immutable tag, a missing repository, a policy in the way', async () => {
    await signIn(captain, 'sandbox-harbour', harbour);
    await signIn(keeper, 'sandbox-lighthouse', harbour);
    await captain(['pull', `${harbour}/shop/api:2.4.1`]);
    const pushTo = async (target: string): Promise<string> => {
      await captain(['tag', `${harbour}/shop/api:2.4.1`, target]);
      return (await captain(['push', target])).text;
    };
    expect(await pushTo(`${harbour}/shop/checkout:1.9.2`)).toContain('cannot be overwritten because the tag is immutable');
    expect(await pushTo(`${harbour}/not/there:1`)).toContain("The repository with name 'not/there' does not exist");
    expect((await keeper(['pull', `${harbour}/shop/web:latest`])).text).toContain('is not authorized to perform: ecr:BatchGetImage');
    expect((await keeper(['pull', `${harbour}/platform/base:bookworm`])).code).toBe(0);
  });
});

requires('skopeo').describe('skopeo', () => {
  const skopeo = (...args: string[]): Promise<Outcome> => run('skopeo', args);

  requires('skopeo').test('inspects, and sees every tag', async () => {
    const creds = `AWS:${await passwordOf('sandbox-harbour')}`;
    const { text } = await skopeo('inspect', '--tls-verify=false', '--creds', creds, `docker://${harbour}/shop/api:latest`);
    const seen = JSON.parse(text) as { Digest: string; RepoTags: string[] };
    expect(seen.RepoTags).toEqual(expect.arrayContaining(['2.4.1', '2.4.0', 'latest']));
    expect(seen.Digest).toMatch(/^sha256:/);
  });

  requires('skopeo').test('copies an index with all its platforms to the other account, the digest unchanged', async () => {
    const from = `AWS:${await passwordOf('sandbox-harbour')}`;
    const to = `AWS:${await passwordOf('sandbox-lighthouse')}`;
    const copied = await skopeo(
      'copy', '--all', '--src-tls-verify=false', '--dest-tls-verify=false', '--src-creds', from, '--dest-creds', to,
      `docker://${harbour}/shop/web:latest`, `docker://${lighthouse}/mirror/base:web`,
    );
    expect(copied.code, copied.text).toBe(0);
    const raw = async (creds: string, reference: string): Promise<string> =>
      (await skopeo('inspect', '--raw', '--tls-verify=false', '--creds', creds, `docker://${reference}`)).text;
    expect(await raw(to, `${lighthouse}/mirror/base:web`)).toBe(await raw(from, `${harbour}/shop/web:latest`));
  });

  requires('skopeo').test('pushes from a folder and gets the same bytes back', async () => {
    const creds = `AWS:${await passwordOf('sandbox-harbour')}`;
    const layout = join(folder, 'layout');
    const out = await skopeo('copy', '--src-tls-verify=false', '--src-creds', creds, `docker://${harbour}/data/etl:stable`, `oci:${layout}:stable`);
    expect(out.code, out.text).toBe(0);
    const back = await skopeo('copy', '--dest-tls-verify=false', '--dest-creds', creds, `oci:${layout}:stable`, `docker://${harbour}/tools/smoke:from-folder`);
    expect(back.code, back.text).toBe(0);
  });
});

requires('podman').describe('podman', () => {
  /** Folders of its own, and the driver that needs nothing of the kernel. */
  const podman = (...args: string[]): Promise<Outcome> =>
    run('podman', ['--root', join(folder, 'podman'), '--runroot', join(folder, 'podman-run'), '--storage-driver', 'vfs', '--cgroup-manager', 'cgroupfs', '--events-backend', 'file', ...args], {
      env: { REGISTRY_AUTH_FILE: join(folder, 'auth.json') },
    });

  requires('podman').test('signs in, pulls and pushes', async () => {
    await mkdir(join(folder, 'podman-run'), { recursive: true });
    const login = await podman('login', '--tls-verify=false', '--username', 'AWS', '--password', await passwordOf('sandbox-harbour'), harbour);
    expect(login.text).toContain('Login Succeeded');
    const pulled = await podman('pull', '--tls-verify=false', `${harbour}/shop/api:2.4.1`);
    expect(pulled.code, pulled.text).toBe(0);
    const pushed = await podman('push', '--tls-verify=false', `${harbour}/shop/api:2.4.1`, `${harbour}/tools/smoke:podman`);
    expect(pushed.code, pushed.text).toBe(0);
  });
});
