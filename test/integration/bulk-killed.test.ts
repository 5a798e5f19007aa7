import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRepositoryCommand, DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { buildProgram } from '../support/build-program';

const ENTRY = join(__dirname, '../support/programs/bulk-job.ts');
const REGION = 'eu-central-1';
const OLD = Array.from({ length: 60 }, (_, index) => `many/old${String(index).padStart(2, '0')}`);
const NEW = Array.from({ length: 60 }, (_, index) => `many/new${String(index).padStart(2, '0')}`);

let folder: string;
let program: string;
let sandbox: Sandbox;
let client: ECRClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-bulk-killed-'));
  program = await buildProgram(ENTRY, join(folder, 'program'));
  sandbox = await startSandbox({ stateDir: join(folder, 'sandbox'), empty: true });
  client = new ECRClient({ region: REGION, endpoint: sandbox.description.endpoint, credentials: keys() });
  for (const repositoryName of OLD) await client.send(new CreateRepositoryCommand({ repositoryName }));
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function keys() {
  const profile = sandbox.description.profiles.find(({ name }) => name === 'sandbox-harbour');
  if (profile === undefined) throw new Error('The sandbox has no profile sandbox-harbour.');
  return profile;
}
const calls = (operation: string): number => sandbox.conditions.calls.get(`ecr:${operation}`) ?? 0;

test('a change of many that is killed with kill −9 goes on where it was: every item is made, and none twice', async () => {
  const on = (name: string) => ({ repository: { profile: 'sandbox-harbour', region: REGION, name } });
  const changes = [...OLD.map((name) => ({ kind: 'set-scanning', ...on(name), scanOnPush: true })), ...NEW.map((name) => ({ kind: 'create-repository', ...on(name) }))];
  const [data, file] = [join(folder, 'data'), join(folder, 'changes.json')];
  await writeFile(file, JSON.stringify(changes));
  const before = { scanning: calls('PutImageScanningConfiguration'), created: calls('CreateRepository') };
  const made = (): number => calls('PutImageScanningConfiguration') - before.scanning + calls('CreateRepository') - before.created;
  const { accessKeyId, secretAccessKey } = keys();
  const env = { PATH: process.env.PATH, HOME: folder, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const start = () => spawn(process.execPath, [program, data, sandbox.description.endpoint, file], { env, stdio: ['ignore', 'pipe', 'inherit'] });

  sandbox.conditions.settings = { latency: [10, 30] };
  // Once while it changes settings, once while it makes repositories.
  for (const killedAfter of [15, 75]) {
    const life = start();
    const killed = once(life, 'exit');
    await expect.poll(made, { timeout: 60_000, interval: 2 }).toBeGreaterThanOrEqual(killedAfter);
    life.kill('SIGKILL');
    await killed;
    expect(made()).toBeLessThan(changes.length);
  }
  const log = (await readdir(join(data, 'bulk'))).find((name) => name.endsWith('.log')) ?? '';
  const lines = (await readFile(join(data, 'bulk', log), 'utf8')).trimEnd().split('\n');
  const open = lines.filter((line) => line.includes('"begun"')).length - lines.filter((line) => line.includes('"result"')).length;
  console.info(`killed twice, with ${open} items begun and without a result`);

  sandbox.conditions.settings = {};
  const last = start();
  let said = '';
  last.stdout.on('data', (text: Buffer) => (said += text.toString()));
  await once(last, 'exit');
  expect(JSON.parse(said)).toEqual({ before: ['interrupted'], status: 'succeeded', notes: [`${changes.length} changed`] });
  expect(made()).toBe(changes.length);
  const { repositories = [] } = await client.send(new DescribeRepositoriesCommand({ maxResults: 1000 }));
  expect(repositories.map(({ repositoryName }) => repositoryName).sort()).toEqual([...NEW, ...OLD].sort());
  expect(repositories.filter(({ imageScanningConfiguration }) => imageScanningConfiguration?.scanOnPush === true)).toHaveLength(OLD.length);
});
