/**
 * The proxy for a URL by the customary variables, or undefined. `NO_PROXY` is a list of hosts; a name also covers what is below
 * it, `*` covers all, a port narrows. Loopback never goes through a proxy.
 */
export function proxyFor(url: URL, env: Readonly<Record<string, string | undefined>>): URL | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || /^127\./.test(host)) return undefined;
  const named = url.protocol === 'https:' ? (env.HTTPS_PROXY ?? env.https_proxy) : (env.HTTP_PROXY ?? env.http_proxy);
  const text = named ?? env.ALL_PROXY ?? env.all_proxy ?? '';
  if (text === '' || isExcepted(host, url.port || (url.protocol === 'https:' ? '443' : '80'), env.NO_PROXY ?? env.no_proxy ?? '')) return undefined;
  try {
    const proxy = new URL(text.includes('://') ? text : `http://${text}`);
    return proxy.protocol === 'http:' ? proxy : undefined;
  } catch {
    return undefined;
  }
}

function isExcepted(host: string, port: string, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (only !== undefined && only !== port) return false;
      const bare = name.replace(/^\*?\./, '');
      return bare === '*' || host === bare || host.endsWith(`.${bare}`);
    });
}
