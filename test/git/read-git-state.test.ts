import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readGitState } from '../../electron/git/read-git-state';

const run = promisify(execFile);

describe('what git knows of a folder', () => {
  let folder: string;
  let home: string;
  let repository: string;
  const env = (): Record<string, string | undefined> => ({ PATH: process.env.PATH, HOME: home, GIT_DIR: '/nowhere', AWS_SECRET_ACCESS_KEY: 'not for git' });
  const git = async (...args: string[]): Promise<string> => {
    const dated = { GIT_COMMITTER_DATE: '2026-11-20T10:00:00+01:00', GIT_AUTHOR_DATE: '2026-11-20T10:00:00+01:00' };
    return (await run('git', ['-C', repository, '-c', 'user.name=A', '-c', 'user.email=a@b', '-c', 'commit.gpgSign=false', ...args], { env: { PATH: process.env.PATH, HOME: home, ...dated } })).stdout.trim();
  };
  const state = () => readGitState({ env: env() }, repository);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-git-'));
    home = join(folder, 'home');
    repository = join(folder, 'repository');
    await mkdir(home);
    await mkdir(repository);
    await git('init', '--quiet', '--initial-branch=main');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const commit = async (text: string): Promise<string> => {
    await writeFile(join(repository, 'app.txt'), text);
    await git('add', 'app.txt');
    await git('commit', '--quiet', '-m', text);
    return git('rev-parse', 'HEAD');
  };

  test('a commit with a tag, on a branch, from a remote', async () => {
    await git('remote', 'add', 'origin', 'https://me:secret-token@git.example.com/team/app.git');
    const revision = await commit('one');
    await git('tag', 'v1.2.3');
    expect(await state()).toEqual({
      revision,
      branch: 'main',
      tags: ['v1.2.3'],
      describe: { tag: 'v1.2.3', commits: 0 },
      dirty: false,
      remote: 'https://git.example.com/team/app',
      committedAt: '2026-11-20T09:00:00Z',
    });
  });

  test('commits after the newest version tag are counted, other tags passed over', async () => {
    await commit('one');
    await git('tag', 'v1.2.3');
    await commit('two');
    await git('tag', 'nightly');
    await commit('three');
    expect(await state()).toMatchObject({ tags: [], describe: { tag: 'v1.2.3', commits: 2 } });
  });

  test('a detached head has no branch, a subfolder the state of its repository', async () => {
    const revision = await commit('one');
    await git('checkout', '--quiet', '--detach');
    await mkdir(join(repository, 'sub'));
    await writeFile(join(repository, 'sub/file'), 'x');
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'sub');
    const sub = await readGitState({ env: env() }, join(repository, 'sub'));
    expect(sub?.revision).not.toBe(revision);
    expect(sub).not.toHaveProperty('branch');
  });

  test('a changed tracked file makes it dirty, an untracked one does not', async () => {
    await commit('one');
    await writeFile(join(repository, 'other.txt'), 'new');
    expect((await state())?.dirty).toBe(false);
    await writeFile(join(repository, 'app.txt'), 'changed');
    expect((await state())?.dirty).toBe(true);
    await git('checkout', '--quiet', '--', 'app.txt');
    await git('rm', '--quiet', 'app.txt');
    expect((await state())?.dirty).toBe(true);
  });

  test('no repository, no commit, no git, and a folder git does not track: nothing is known', async () => {
    expect(await state()).toBeUndefined();
    expect(await readGitState({ env: env() }, home)).toBeUndefined();
    expect(await readGitState({ env: env() }, join(folder, 'absent'))).toBeUndefined();
    await commit('one');
    await mkdir(join(repository, 'dist'));
    expect(await readGitState({ env: env() }, join(repository, 'dist'))).toBeUndefined();
    expect(await readGitState({ env: { PATH: home, HOME: home } }, repository)).toBeUndefined();
    expect(await state()).toBeDefined();
  });

  test('no program that a hostile repository names is run', async () => {
    const revision = await commit('one');
    const ran = join(folder, 'ran');
    await mkdir(ran);
    const program = (name: string): string => `touch ${join(ran, name)}; cat`;
    const hostile: [string, string][] = [
      ['core.fsmonitor', program('fsmonitor')],
      ['core.pager', program('pager')],
      ['core.sshCommand', program('ssh')],
      ['core.hooksPath', join(repository, 'hooks')],
      ['alias.status', `!${program('alias')}`],
      ['alias.rev-parse', `!${program('alias2')}`],
      ['diff.external', program('external')],
      ['diff.x.textconv', program('textconv')],
      ['diff.x.command', program('command')],
      ['filter.x.clean', program('clean')],
      ['filter.x.required', 'true'],
      ['filter.a=b.clean', program('clean-with-equals')],
      ['filter.y.process', program('process')],
      ['log.showSignature', 'true'],
      ['gpg.program', program('gpg')],
      ['credential.helper', `!${program('credential')}`],
      ['remote.origin.url', `ext::sh -c ${program('ext')}`],
      ['protocol.ext.allow', 'always'],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.uploadpack', program('uploadpack')],
      ['extensions.partialClone', 'origin'],
      ['core.repositoryFormatVersion', '1'],
    ];
    for (const [key, value] of hostile) await git('config', '--local', key, value);
    await mkdir(join(repository, 'hooks'));
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction']) {
      await writeFile(join(repository, 'hooks', hook), `#!/bin/sh\n${program(hook)}\n`, { mode: 0o755 });
    }
    await writeFile(join(repository, '.git/info/attributes'), 'app.txt filter=x diff=x\nb.txt filter=a=b\nc.txt filter=y\n');
    for (const name of ['b.txt', 'c.txt']) await writeFile(join(repository, name), 'x');
    await writeFile(join(repository, 'app.txt'), 'two');
    await utimes(join(repository, 'app.txt'), 1, 1);
    await symlink('/etc/passwd', join(repository, 'link'));
    expect(await state()).toMatchObject({ revision, dirty: true });
    expect(await readdir(ran)).toEqual([]);
  });

  test('the filters would have been run by git itself: the test above can fail', async () => {
    await commit('one');
    const ran = join(folder, 'ran');
    await git('config', 'filter.x.clean', `touch ${ran}; cat`);
    await writeFile(join(repository, '.git/info/attributes'), 'app.txt filter=x\n');
    await utimes(join(repository, 'app.txt'), 1, 1);
    await git('status', '--porcelain');
    expect(await readdir(folder)).toContain('ran');
  });
});
