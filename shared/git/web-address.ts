/** scheme://[user@]host[:port]/path; neither spaces nor control characters. */
const ADDRESS = /^([a-z][a-z+]*):\/\/(?:[^/@\s]*@)?([\w.-]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?(\/[^\s?#]*)?(?:[?#]\S*)?$/i;
/** `[user@]host:path`, ssh's short form; a Windows path (`C:\app`) is none. */
const SHORT = /^(?:[^@\s/\\]+@)?([\w.-]{2,}):(?!\/\/)\/*([^\s\\?#:]+)$/;
const OVER_SSH: readonly string[] = ['ssh', 'git', 'git+ssh', 'ssh+git'];

/**
 * The address of a git remote as a browser takes it: `git@host:team/app.git` → `https://host/team/app`. User names, passwords, queries
 * and ssh ports are left out. `undefined` for what is no place on the web (paths on a disk, unknown helpers): it would tell of this machine.
 */
export function webAddressOf(remote: string): string | undefined {
  const text = remote.trim();
  const codeCommit = /^codecommit::([a-z0-9-]+):\/\/(?:[^@/\s]+@)?([\w.-]+)$/.exec(text);
  if (codeCommit !== null) return `https://git-codecommit.${codeCommit[1]}.amazonaws.com/v1/repos/${codeCommit[2]}`;
  const short = SHORT.exec(text);
  const match = ADDRESS.exec(short === null ? text : `ssh://${short[1]}/${short[2]}`);
  if (match === null) return undefined;
  const [, given = '', host = '', port, fullPath = ''] = match;
  const scheme = given.toLowerCase();
  const isWeb = scheme === 'https' || scheme === 'http';
  if (!isWeb && !OVER_SSH.includes(scheme)) return undefined;
  const path = fullPath.replace(/\/+$/, '').replace(/\.git$/, '').replace(/^\/+/, '/');
  if (path === '' || path === '/') return undefined;
  return azure(host, path) ?? `${scheme === 'http' ? 'http' : 'https'}://${host.toLowerCase()}${isWeb && port !== undefined ? `:${port}` : ''}${path}`;
}

/** Azure DevOps has another path for ssh than for the web. */
function azure(host: string, path: string): string | undefined {
  const parts = /^\/v3\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path);
  return host === 'ssh.dev.azure.com' && parts !== null ? `https://dev.azure.com/${parts[1]}/${parts[2]}/_git/${parts[3]}` : undefined;
}
