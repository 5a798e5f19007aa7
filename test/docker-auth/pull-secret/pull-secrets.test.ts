import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PullSecrets } from '../../../electron/docker-auth/pull-secret/pull-secrets';

const HOST = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const SECRET = 'cGFzc3dvcmQtb2YtYS1yZWdpc3RyeS10b2tlbg==';
const request = { profile: 'dev', region: 'eu-central-1', name: 'ecr-pull', namespace: 'shop' };
const token = {
  host: HOST, endpoint: `https://${HOST}`, username: 'AWS', password: SECRET, authorization: Buffer.from(`AWS:${SECRET}`).toString('base64'),
  issuedAt: new Date('2026-03-01T00:00:00Z'), expiresAt: new Date('2026-03-01T12:00:00Z'),
};

let folder: string;
let secrets: PullSecrets;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-kubectl-'));
  secrets = new PullSecrets({ tokens: { fresh: () => Promise.resolve(token) }, env: { PATH: `${folder}:/usr/bin:/bin` } });
});
afterEach(() => rm(folder, { recursive: true }));

/** Reads the part of YAML that is written here: maps by indentation, plain or JSON-quoted values. */
function parsed(yaml: string): unknown {
  const root: Record<string, unknown> = {};
  const path: Record<string, unknown>[] = [root];
  for (const line of yaml.split('\n').filter((each) => each !== '')) {
    const [, indent = '', key = '', value = ''] = /^( *)([^:]+): ?(.*)$/.exec(line) ?? [];
    const holder = path[indent.length / 2] ?? {};
    const next: Record<string, unknown> = {};
    holder[key] = value === '' ? next : value.startsWith('"') ? JSON.parse(value) : value;
    path[indent.length / 2 + 1] = next;
  }
  return root;
}

/** A `kubectl` that writes down what it was given. */
const kubectl = (then: string): Promise<void> =>
  writeFile(join(folder, 'kubectl'), `#!/bin/sh\nprintf '%s\\n' "$@" > ${folder}/argv\ncat /proc/$$/environ > ${folder}/environ\ncat > ${folder}/stdin\n${then}\n`, { mode: 0o755 });
const given = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

test('the manifest holds a sign-in for exactly this registry, and says until when', async () => {
  const { manifest, yaml } = await secrets.make(request);
  expect(manifest).toMatchObject({
    kind: 'Secret', type: 'kubernetes.io/dockerconfigjson', metadata: { name: 'ecr-pull', namespace: 'shop', annotations: { 'berth/expires-at': '2026-03-01T12:00:00.000Z' } },
  });
  const config: unknown = JSON.parse(Buffer.from(manifest.data['.dockerconfigjson'], 'base64').toString('utf8'));
  expect(config).toEqual({ auths: { [HOST]: { username: 'AWS', password: SECRET, auth: token.authorization } } });
  expect(parsed(yaml)).toEqual(manifest);
});

test.each([
  ['a name with a capital', { name: 'Ecr' }],
  ['a name with a line break', { name: 'a\nkind: Pod' }],
  ['a namespace with a dot', { namespace: 'a.b' }],
  ['an empty namespace', { namespace: '' }],
])('%s is refused before anything is asked of the cluster', async (_, over) => {
  await kubectl('exit 0');
  await expect(secrets.apply({ ...request, ...over })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(given('argv')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('kubectl gets the secret on its standard input and nowhere else', async () => {
  await kubectl('exit 0');
  const { manifest } = await secrets.apply({ ...request, context: 'staging' });
  expect((await given('argv')).trim().split('\n')).toEqual(['apply', '-f', '-', '--context=staging']);
  expect(JSON.parse(await given('stdin'))).toEqual(manifest);
  for (const name of ['argv', 'environ'])
    for (const secret of [SECRET, token.authorization, manifest.data['.dockerconfigjson']]) expect(await given(name)).not.toContain(secret);
});

test('what kubectl says is passed on, without what it was given', async () => {
  await kubectl('echo "error: You must be logged in to the server" >&2; exit 1');
  await expect(secrets.apply(request)).rejects.toMatchObject({ code: 'kubectl-failed', detail: 'error: You must be logged in to the server' });
  await kubectl('cat "$0" > /dev/null; head -c 2000 ' + '"' + '$(dirname "$0")/stdin" >&2; exit 1');
  const refused: unknown = await secrets.apply(request).catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ code: 'kubectl-failed' });
  expect(JSON.stringify(refused)).not.toContain(token.authorization.slice(0, 30));
  expect(JSON.stringify(refused)).not.toContain((await given('stdin')).slice(200, 260));
});

test('without kubectl a person is told what to do', async () => {
  secrets = new PullSecrets({ tokens: { fresh: () => Promise.resolve(token) }, env: { PATH: folder } });
  await expect(secrets.apply(request)).rejects.toMatchObject({ code: 'kubectl-failed', message: 'kubectl is not installed.', hint: expect.stringContaining('berth pull-secret') });
});

test('a kubectl that hangs can be cancelled', async () => {
  await kubectl('exec sleep 60');
  const controller = new AbortController();
  const applied = secrets.apply(request, controller.signal);
  controller.abort();
  await expect(applied).rejects.toMatchObject({ code: 'cancelled' });
});
