/** `GET /v2/NAME/tags/list`, page by page as `Link` leads on (OCI distribution 1.1, “Listing Tags”). */
import { z } from 'zod';
import { isTag } from '../../shared/ecr/names';
import { registryError } from './registry-errors';
import type { RegistrySession } from './registry-session';
import { type RetryPorts, withRetries } from './retry';

export interface TagsList {
  session: RegistrySession;
  repository: string;
  retry: RetryPorts;
  signal: AbortSignal;
}

const PAGE = 1000;
/** Bytes of one page: registries may ignore `n` and give everything at once. */
const PAGE_LIMIT = 32 * 1024 * 1024;
/** More is a hostile registry, or one whose pages go round in a circle. */
const MOST_TAGS = 1_000_000;
const Page = z.object({ tags: z.array(z.string()).nullish() });

/** All tags of a repository, each once; what is no tag is left out. @throws AppError `repository-not-found`, `access-denied` among others. */
export async function listTags({ session, repository, retry, signal }: TagsList): Promise<string[]> {
  const tags = new Set<string>();
  const about = { repository, action: 'pull' as const };
  let path: string | URL | undefined = `${repository}/tags/list?n=${PAGE}`;
  while (path !== undefined) {
    const asked: string | URL = path;
    const { found, next } = await withRetries(retry, signal, async () => {
      const answer = await session.call({ method: 'GET', path: asked, about, accept: [200], signal });
      const page = Page.safeParse(parseJson(await answer.body.bytes(PAGE_LIMIT)));
      if (!page.success) throw registryError({ host: session.host, ...about, message: 'Its list of tags is malformed.' });
      return { found: (page.data.tags ?? []).filter(isTag), next: nextPage(answer.headers.link, answer.url) };
    });
    const before = tags.size;
    for (const tag of found) tags.add(tag);
    // A page without anything new would be followed for ever.
    path = tags.size > before && tags.size < MOST_TAGS ? next : undefined;
  }
  return [...tags];
}

/** The page that `Link` names, on the same host alone: another would be asked with this registry's sign-in. */
function nextPage(link: string | undefined, base: URL): URL | undefined {
  const next = /<([^>]+)>\s*;\s*rel="?next"?/i.exec(link ?? '')?.[1];
  const url = next === undefined ? undefined : resolved(next, base);
  return url?.host === base.host && url.protocol === base.protocol ? url : undefined;
}

function resolved(text: string, base: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
