const HOST = /^(\[[0-9a-f:.]+\]|[\p{L}\p{N}]([\p{L}\p{N}._-]*[\p{L}\p{N}])?)(:\d{1,5})?$/u;
const BARE_IPV6 = /^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/;

/**
 * The host of what Docker calls a server URL: `HOST[:PORT]` in small letters, whether it came with a scheme, a path, a
 * user or a line's end. `undefined` when there is no host in it.
 */
export function hostOfServerUrl(text: string): string | undefined {
  const authority = text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/s, '');
  // What stands before the @ may be a password: nobody needs it here.
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  if (host.length > 260) return undefined;
  if (BARE_IPV6.test(host)) return `[${host}]`;
  return HOST.test(host) ? host : undefined;
}
