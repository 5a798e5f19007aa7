import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Credentials } from '../../electron/sessions/credentials';
import { runShell } from '../../electron/sessions/sources/run-shell';
import { until } from '../support/until';
import { never, noSecrets, noSso, profilesOf } from './credential-ports';

const SECRET = 'S3CR3T-on-its-way';
const json = (answer: object): string => `printf '%s' '${JSON.stringify(answer)}'`;
const answerOf = (command: string, { env = {}, processMs = 10_000 }: { env?: Record<string, string>; processMs?: number } = {}) => {
  const profiles = profilesOf([{ name: 'proc', source: 'aws-files', kind: 'process', regions: ['eu-west-1'], endpoints: {}, command }]);
  const all = { PATH: process.env.PATH ?? '', ...env };
  return new Credentials({ profiles, questions: { ask: never }, secrets: noSecrets, sso: noSso, env: all, processMs }).providerFor('proc')();
};
/** Whether a process runs; one that is dead and waits to be reaped does not. */
const isAlive = async (pid: number): Promise<boolean> => {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone) Z');
  return !/\) Z/.test(state);
};
const whole = { Version: 1, AccessKeyId: 'AKIAPROC', SecretAccessKey: 's' };

describe.skipIf(process.platform !== 'linux')('a credential_process', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'berth-process-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('gives what it prints, to the end that it names', async () => {
    expect(await answerOf(json({ ...whole, SessionToken: 't', Expiration: '2999-01-01T00:00:00Z' }))).toEqual({
      accessKeyId: 'AKIAPROC', secretAccessKey: 's', sessionToken: 't', expiration: new Date('2999-01-01T00:00:00Z'),
    });
    expect(await answerOf(json({ ...whole, SessionToken: null, AccountId: '123456789012' }))).toEqual({ accessKeyId: 'AKIAPROC', secretAccessKey: 's' });
    expect(await answerOf(`cd / && ${json(whole)} | cat; echo noise >&2`)).toMatchObject({ accessKeyId: 'AKIAPROC' });
  });

  test.each([
    ['prints no JSON', `echo '{"${SECRET}'`, 'did not print JSON.'],
    ['prints nothing', 'true', 'did not print JSON.'],
    ['has another version', json({ ...whole, Version: 2, SecretAccessKey: SECRET }), 'answered without what AWS tools need (Version).'],
    ['has no keys', json({ Version: 1, SessionToken: SECRET }), 'answered without what AWS tools need (AccessKeyId, SecretAccessKey).'],
    ['prints a list', `echo '["${SECRET}"]'`, 'answered without what AWS tools need (the whole).'],
    ['names no instant', json({ ...whole, Expiration: SECRET }), 'answered without what AWS tools need (Expiration).'],
    ['gives what has ended', json({ ...whole, SessionToken: SECRET, Expiration: '2020-01-01T00:00:00Z' }), 'answered with credentials that have ended already.'],
    ['fails', `echo ${SECRET} >&2; exit 7`, 'ended with status 7.'],
    ['is not there', `/nowhere/${SECRET}`, 'was not found.'],
    ['may not be run', `/etc/passwd ${SECRET}`, 'may not be run.'],
    ['is killed', 'kill -9 $$', 'could not be run.'],
    ['prints for ever', `while :; do echo ${SECRET}; done`, 'printed far more than credentials.'],
  ])('that %s is one sentence, without a word of what it said', async (_words, command, message) => {
    const error: unknown = await answerOf(command).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'credential-process-failed', message: `The credential_process of profile proc ${message}` });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(SECRET);
  });

  test('that hangs is killed with all that it started', async () => {
    const file = join(folder, 'pids');
    await expect(answerOf(`sleep 300 & echo $! > ${file}; wait`, { processMs: 500 })).rejects.toMatchObject({ message: expect.stringContaining('did not answer within') });
    const pid = Number(await readFile(file, 'utf8'));
    await until('the end of what it started', async () => ((await isAlive(pid)) ? undefined : true));
  });

  test('ends with its person’s patience', async () => {
    const aborter = new AbortController();
    const running = runShell('sleep 300', { env: process.env, milliseconds: 60_000, mostBytes: 10, signals: [aborter.signal] });
    aborter.abort();
    expect(await running).toEqual({ kind: 'cancelled' });
  });

  test('ends with Berth', async () => {
    const ending = new AbortController();
    const profiles = profilesOf([{ name: 'proc', source: 'aws-files', kind: 'process', regions: [], endpoints: {}, command: 'sleep 300' }]);
    const credentials = new Credentials({ profiles, questions: { ask: never }, secrets: noSecrets, sso: noSso, env: { PATH: process.env.PATH }, stop: ending.signal });
    const asked = credentials.providerFor('proc')();
    ending.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('sees the person’s environment, and nothing that is Berth’s own but where it lives', async () => {
    const file = join(folder, 'env');
    await answerOf(`env > ${file}; ${json(whole)}`, { env: { HOME: '/home/me', BERTH_HOME: '/home/me/berth', BERTH_SOMETHING: SECRET, ELECTRON_RUN_AS_NODE: '1' } });
    const seen = await readFile(file, 'utf8');
    expect(seen).toContain('HOME=/home/me\n');
    expect(seen).toContain('BERTH_HOME=/home/me/berth\n');
    expect(seen).not.toMatch(/BERTH_SOMETHING|ELECTRON/);
    expect(seen).not.toContain(SECRET);
  });

  test('that asks Berth for its own profile is stopped, instead of asking for ever', async () => {
    await expect(answerOf(json(whole), { env: { BERTH_CREDENTIAL_PROCESS_OF: 'other,proc' } })).rejects.toMatchObject({ message: expect.stringContaining('asks Berth for the same profile again') });
  });
});
