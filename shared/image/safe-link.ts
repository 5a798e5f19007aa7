const HOST = /^https:\/\/((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})(\/[^\s\\]*|[?#][^\s\\]*)?$/i;

/**
 * An address as it may be shown as a link: https on the usual port, a host with a domain, without a user name in front
 * (`https://github.com@evil.example`), of a sane length. Whether it is opened is decided where links are opened; everything else is
 * text. Undefined for all other text.
 */
export function safeLink(text: string): string | undefined {
  return linkParts(text) === undefined ? undefined : text;
}

/** Host (lower case) and path of such an address. */
export function linkParts(text: string): { host: string; path: string } | undefined {
  if (text.length > 2000 || /\p{Cc}|\p{Cf}/u.test(text)) return undefined;
  const [, host, rest = ''] = HOST.exec(text) ?? [];
  return host === undefined ? undefined : { host: host.toLowerCase(), path: rest.replace(/[?#].*$/, '') };
}
