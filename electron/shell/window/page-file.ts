import { join, normalize, sep } from 'node:path';

/** Berth's own scheme and its one host: the window is never loaded from `file:` or the network. */
export const PAGE_SCHEME = 'app';
export const PAGE_HOST = 'berth';
export const PAGE_URL = `${PAGE_SCHEME}://${PAGE_HOST}/index.html`;
/** The page of the small window of a question. */
export const QUESTION_URL = `${PAGE_SCHEME}://${PAGE_HOST}/question.html`;
/** The page of the small window that takes files to push. */
export const QUICK_PUSH_URL = `${PAGE_SCHEME}://${PAGE_HOST}/quick-push.html`;

/**
 * The file below `root` that a page address means, or undefined for an address that is none of ours or leaves `root`.
 * Percent-encoded separators and dots are decoded before the check, so that `%2e%2e%2f` is refused like `../`.
 */
export function pageFile(root: string, address: string): string | undefined {
  if (!isPageAddress(address)) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(new URL(address).pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\') || path.split('/').includes('..')) return undefined;
  const file = normalize(join(root, path === '/' ? 'index.html' : path));
  return file.startsWith(normalize(root + sep)) ? file : undefined;
}

/** Whether an address is within Berth's own page. `URL.origin` is 'null' for own schemes in main: compare the parts. */
export function isPageAddress(address: string): boolean {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  return (
    url.protocol === `${PAGE_SCHEME}:` && url.host === PAGE_HOST && url.username === '' && url.password === ''
  );
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
};

/** Media type of a file of the page; files the page has no business with are octets. */
export function mediaTypeOf(file: string): string {
  return TYPES[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
}

/**
 * What the page may do: load its own files, nothing else. Inline style attributes are allowed because positions of
 * floating and virtual rows are set that way; scripts and style sheets are files. Svelte names the one trusted-types policy.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');
