/** Running the person's own git in a folder that nobody vouches for. */
import { execFile } from 'node:child_process';

export interface GitPorts {
  /** Berth's environment: the little of it that git needs is handed on. */
  env: Readonly<Record<string, string | undefined>>;
}

export interface GitAnswer {
  /** Undefined when git could not be started, was too slow, or wrote too much. */
  status: number | undefined;
  stdout: string;
  isCut: boolean;
}

/** Milliseconds that one call may take. */
const PATIENCE = 5_000;
const MAX_OUTPUT = 1024 * 1024;
/** SUDO_UID: git lets root's person into their own repositories with it. */
const HANDED_ON = ['PATH', 'Path', 'PATHEXT', 'HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'XDG_CONFIG_HOME', 'SystemRoot', 'SUDO_UID', 'TMPDIR', 'TEMP', 'TMP'];

/** Said on the command line of the configuration, so that a repository's own file cannot have programs run. */
export const NO_PROGRAMS: readonly (readonly [string, string])[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['log.showSignature', 'false'],
  ['safe.bareRepository', 'explicit'],
];

/**
 * One call of git without a shell; never throws for what git says. Settings go through the environment (git 2.31 and newer), where a name
 * with “=” in it stays whole. Nothing is fetched: no protocol is allowed, and missing objects of a partial clone stay missing.
 */
export function runGit({ env }: GitPorts, call: { folder: string; args: readonly string[]; settings?: readonly (readonly [string, string])[] }): Promise<GitAnswer> {
  const { folder, args, settings = NO_PROGRAMS } = call;
  const childEnv: Record<string, string | undefined> = {
    ...Object.fromEntries(HANDED_ON.map((name) => [name, env[name]])),
    ...Object.fromEntries(settings.map(([key], index) => [`GIT_CONFIG_KEY_${index}`, key])),
    ...Object.fromEntries(settings.map(([, value], index) => [`GIT_CONFIG_VALUE_${index}`, value])),
    GIT_CONFIG_COUNT: String(settings.length),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    LC_ALL: 'C',
  };
  return new Promise((resolve) => {
    // “-C” instead of a working folder: Windows would look for git.exe there first.
    execFile('git', ['-C', folder, '--no-pager', ...args], { env: childEnv, timeout: PATIENCE, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT, windowsHide: true }, (error, stdout) => {
      const code: unknown = error === null ? 0 : error.code;
      const isCut = code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
      resolve({ status: typeof code === 'number' ? code : undefined, stdout, isCut });
    });
  });
}
