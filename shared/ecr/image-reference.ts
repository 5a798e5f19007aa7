/**
 * `host/name[:tag][@sha256:hex]`, the whole reference of an image. Grammar: distribution/reference.
 * Docker Hub's short names expand as in Docker: `alpine` → `docker.io/library/alpine:latest`.
 */
import { AppError } from '../errors';
import { isDigest, isTag } from './names';

export interface ImageReference {
  /** `HOST[:PORT]`, lower case. */
  host: string;
  repository: string;
  tag?: string;
  /** `sha256:` and 64 hex digits. When both are given, the digest decides and the tag is a label. */
  digest?: string;
}

const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const HOST = /^(?:\[[0-9a-fA-F:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::\d{1,5})?$/;

/** Other names of Docker Hub: those of its old index and of its API. */
const HUB_HOSTS: readonly string[] = ['index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'];

/**
 * Reads a reference. Without tag and digest both stay undefined; the caller decides about `latest`.
 * @throws AppError `invalid-reference`, naming what is wrong.
 */
export function parseImageReference(text: string): ImageReference {
  const fail = (what: string): never => {
    throw new AppError('invalid-reference', `“${text}” is not an image reference: ${what}.`, {
      hint: 'Write it as HOST/REPOSITORY:TAG or HOST/REPOSITORY@sha256:DIGEST.',
    });
  };
  if (text.trim() !== text || text === '') fail(text === '' ? 'it is empty' : 'it has spaces around it');
  if (/^[a-z]+:\/\//i.test(text)) fail('leave out the scheme (https://)');

  const [beforeDigest, digest, ...more] = text.split('@');
  if (more.length > 0) fail('it has more than one “@”');
  if (digest !== undefined && !isDigest(digest)) fail('its digest is not sha256: and 64 hex digits');

  let rest = beforeDigest as string;
  let tag: string | undefined;
  const colon = rest.lastIndexOf(':');
  if (colon > rest.lastIndexOf('/')) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
    // `host:5000` without a path would otherwise read as name and tag, as in Docker itself.
    if (!isTag(tag)) fail(`its tag “${tag}” is not allowed`);
  }

  const slash = rest.indexOf('/');
  const first = slash < 0 ? '' : rest.slice(0, slash);
  const hasHost = /[.:]/.test(first) || first === 'localhost';
  let host = hasHost ? first.toLowerCase() : 'docker.io';
  if (HUB_HOSTS.includes(host)) host = 'docker.io';
  let repository = hasHost ? rest.slice(slash + 1) : rest;
  if (host === 'docker.io' && !repository.includes('/')) repository = `library/${repository}`;

  if (!HOST.test(host)) fail(`its host “${host}” is not a host name`);
  if (/[A-Z]/.test(repository)) fail('its repository has capital letters');
  if (!PATH.test(repository) || repository.length > 256) fail(`its repository “${repository}” is not a repository name`);
  return { host, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** Reads `host/repository`. @throws AppError `invalid-reference`, also for what names one image of it. */
export function parseRepositoryName(text: string): Pick<ImageReference, 'host' | 'repository'> {
  const { host, repository, tag, digest } = parseImageReference(text);
  if (tag === undefined && digest === undefined) return { host, repository };
  throw new AppError('invalid-reference', `“${text}” names one image, not a repository.`, { hint: 'Write HOST/REPOSITORY, and choose its tags apart.' });
}

/** The text of a reference, as Docker writes it. */
export function formatImageReference(ref: ImageReference): string {
  return `${ref.host}/${ref.repository}${ref.tag === undefined ? '' : `:${ref.tag}`}${ref.digest === undefined ? '' : `@${ref.digest}`}`;
}

/** What the registry is asked for: the digest when there is one, else the tag, else `latest`. */
export function manifestName(ref: ImageReference): string {
  return ref.digest ?? ref.tag ?? 'latest';
}
