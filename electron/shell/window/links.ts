/** Hosts that Berth itself links to. A name with a leading dot also means every host below it. */
const LINK_HOSTS: readonly string[] = [
  'console.aws.amazon.com',
  '.console.aws.amazon.com',
  'console.amazonaws.cn',
  '.console.amazonaws.cn',
  'console.amazonaws-us-gov.com',
  '.console.amazonaws-us-gov.com',
  'console.amazonaws-eusc.eu',
  '.console.amazonaws-eusc.eu',
  'signin.aws.amazon.com',
  '.signin.aws.amazon.com',
  'docs.aws.amazon.com',
  'docs.amazonaws.cn',
  'gallery.ecr.aws',
  'docs.docker.com',
  'github.com',
];

/**
 * Whether a link may be opened in the person's browser: https on the usual port, one of the hosts Berth links to,
 * no user name in front (`https://github.com@evil.example`). Everything else, other schemes above all, stays closed.
 */
export function isAllowedLink(address: string): boolean {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '')
    return false;
  return LINK_HOSTS.some((host) =>
    host.startsWith('.') ? url.hostname.endsWith(host) : url.hostname === host,
  );
}
