import { webAddressOf } from '../../shared/git/web-address';
import type { GitState } from '../../shared/model/moving/push-source';
import { NO_PROGRAMS, runGit, type GitPorts } from './run-git';

/** Older ones take no settings through the environment, and would run what a hostile repository configures. */
const OLDEST: readonly [number, number] = [2, 31];
const VERSION_TAGS = ['v[0-9]*.[0-9]*', '[0-9]*.[0-9]*', '*/v[0-9]*.[0-9]*', '*[-@][0-9]*.[0-9]*'];

/**
 * What git knows of a folder: commit, branch, tags, changes of tracked files. Undefined without git (2.31 or newer), outside a
 * repository, before its first commit, in a folder that the commit does not have, and where git refuses (a repository of somebody else).
 * No program that the repository names is run, nor anything fetched. A clean filter of the repository's own (`git lfs install --local`)
 * is not run either: files touched since may then count as changed.
 */
export async function readGitState(ports: GitPorts, folder: string): Promise<GitState | undefined> {
  const ask = async (...args: string[]): Promise<string | undefined> => {
    const { status, stdout } = await runGit(ports, { folder, args });
    return status === 0 ? stdout.trimEnd() : undefined;
  };
  if (!isRecent(await ask('--version'))) return undefined;
  const [revision, tree] = await Promise.all([ask('rev-parse', '--verify', '--quiet', 'HEAD^{commit}'), ask('rev-parse', '--verify', '--quiet', 'HEAD:./')]);
  if (revision === undefined || tree === undefined || !/^[0-9a-f]{40,64}$/.test(revision)) return undefined;
  const [commit, branch, tags, describe, remote, dirty] = await Promise.all([
    ask('cat-file', 'commit', revision),
    ask('symbolic-ref', '--quiet', '--short', 'HEAD'),
    ask('for-each-ref', `--points-at=${revision}`, '--sort=-creatordate', '--count=20', '--format=%(refname:strip=2)', 'refs/tags'),
    ask('describe', '--tags', '--long', '--candidates=50', ...VERSION_TAGS.map((pattern) => `--match=${pattern}`), revision),
    ask('config', '--get', 'remote.origin.url'),
    isDirty(ports, folder),
  ]);
  const committedAt = commitTime(commit);
  if (committedAt === undefined || dirty === undefined) return undefined;
  const described = describedBy(describe);
  const address = remote === undefined ? undefined : webAddressOf(remote);
  return {
    revision,
    ...(branch !== undefined && { branch }),
    tags: (tags ?? '').split('\n').filter((tag) => tag !== ''),
    ...(described !== undefined && { describe: described }),
    dirty,
    ...(address !== undefined && { remote: address }),
    committedAt,
  };
}

function isRecent(said: string | undefined): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(said ?? '') ?? [];
  return Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]);
}

/**
 * `git status` runs clean filters over touched files: those that the repository itself configures are taken away, the person's own
 * (of their global configuration) stay. Submodules are not entered, for git would do so without our settings.
 */
async function isDirty(ports: GitPorts, folder: string): Promise<boolean | undefined> {
  const listed = await runGit(ports, { folder, args: ['config', '--show-scope', '-z', '--get-regexp', '^filter\\..*\\.(clean|smudge|process|required)$'] });
  if (listed.status !== 0 && listed.status !== 1) return undefined;
  const settings = [...NO_PROGRAMS, ...ownFilters(listed.stdout)];
  const args = ['status', '--porcelain', '--untracked-files=no', '--ignore-submodules=dirty', '--no-renames', '-z'];
  const { status, stdout, isCut } = await runGit(ports, { folder, args, settings });
  if (isCut) return true;
  return status === 0 ? stdout !== '' : undefined;
}

/** Answers `scope NUL key LF value NUL` … */
function ownFilters(listed: string): [string, string][] {
  const fields = listed.split('\0');
  const found: [string, string][] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const scope = fields[at];
    const key = (fields[at + 1] ?? '').split('\n')[0] ?? '';
    if (scope !== 'system' && scope !== 'global' && key !== '') found.push([key, key.endsWith('.required') ? 'false' : '']);
  }
  return found;
}

/** Of the commit object itself: `committer NAME <MAIL> SECONDS ZONE`. */
function commitTime(commit: string | undefined): string | undefined {
  const seconds = /^committer .*> (\d{1,11}) [+-]\d{4}$/m.exec((commit ?? '').split('\n\n')[0] ?? '')?.[1];
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

function describedBy(described: string | undefined): GitState['describe'] {
  const match = /^(.+)-(\d+)-g[0-9a-f]+$/.exec(described ?? '');
  return match === null ? undefined : { tag: match[1] as string, commits: Number(match[2]) };
}
