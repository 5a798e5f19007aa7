import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { WireError } from '../../shared/errors';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { until } from '../support/until';
import { output, runBerth } from './cli-runs';
import { PLANTED, writeWayInFiles, type WayInFiles } from './way-in-files';

describe('a way in that leads nowhere', () => {
  let folder: string;
  let sandbox: Sandbox;
  let home: BerthHome;
  let files: WayInFiles;
  const printed: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-nowhere-'));
    home = await createBerthHome();
    sandbox = await startSandbox({ stateDir: folder, empty: true });
    files = await writeWayInFiles(home, sandbox.description);
  });
  afterAll(async () => {
    await sandbox?.close();
    await Promise.all([home?.remove(), rm(folder, { recursive: true, force: true })]);
  });

  const failure = async (profile: string): Promise<WireError> => {
    const { code, stdout, stderr } = await runBerth(['whoami', '--profile', profile, '--json'], { ...files.env, BERTH_CREDENTIAL_PROCESS_SECONDS: '1' });
    printed.push(stdout, stderr);
    expect(code).toBe(1);
    return WireError.parse((JSON.parse(stdout) as { error: unknown }).error);
  };

  test.each([
    ['a role that may not be assumed', 'forbidden', 'access-denied', 'Profile forbidden may not do sts:AssumeRole.'],
    ['roles in a circle', 'around', 'profile-incomplete', 'The profiles around → and-around → around assume their roles from one another in a circle.'],
    ['a program that prints rubbish', 'rubbish', 'credential-process-failed', 'The credential_process of profile rubbish did not print JSON.'],
    ['a program that answers half', 'half', 'credential-process-failed', 'The credential_process of profile half answered without what AWS tools need (AccessKeyId).'],
    ['a program that fails', 'fails', 'credential-process-failed', 'The credential_process of profile fails ended with status 3.'],
    ['a program that is not there', 'absent', 'credential-process-failed', 'The credential_process of profile absent was not found.'],
    ['a web identity without its token', 'no-token', 'credentials-missing', 'The web identity token of profile no-token (/nowhere/token) cannot be read (ENOENT).'],
  ])('is named for %s', async (_words, profile, code, message) => {
    expect(await failure(profile)).toMatchObject({ code, message: expect.stringContaining(message) as string, hint: expect.any(String) as string });
  });

  test('is named for a program that hangs, which is ended with all it started', async () => {
    expect(await failure('hangs')).toMatchObject({ code: 'credential-process-failed', message: 'The credential_process of profile hangs did not answer within 1 second and was ended.' });
    const pid = Number(await readFile(join(home.folder, 'bin', 'pid'), 'utf8'));
    // One that is dead and waits to be reaped has ended too.
    const runs = new RegExp(`^\\s*${pid}\\s+[^Z]`, 'm');
    await until('the end of all it started', async () => (runs.test(await output('ps', ['-A', '-o', 'pgid=,stat='])) ? undefined : true));
  });

  test('repeats no secret: not on the screen, not in a file of Berth’s', async () => {
    const { stdout, stderr } = await runBerth(['profiles', '--json'], files.env);
    const written = await Promise.all((await filesBelow(home.berth)).map((file) => readFile(file, 'utf8')));
    const all = [...printed, stdout, stderr, ...written].join('\n');
    expect(printed.length).toBeGreaterThan(10);
    expect(stdout).toContain('"name":"absent"');
    expect(all).not.toContain(PLANTED);
    expect(all).not.toContain(files.keys.secretAccessKey);
  });
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
