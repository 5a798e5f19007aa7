/** Paging as AWS does it: an opaque token that goes on after the last item, and only for the same question. */
import { createHash } from 'node:crypto';
import { invalidParameter } from './api-error';

export interface PageRequest<T> {
  items: readonly T[];
  /** Sorts and marks an item; must be unique, and stay the same while the item is there. */
  keyOf(item: T): string;
  /** The question asked, without token and page size: a token of another question is refused. */
  question: unknown;
  nextToken: string | undefined;
  maxResults: number | undefined;
  /** Page size when none is asked for; 100 unless told. */
  defaultSize?: number;
}

const fingerprint = (question: unknown): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 16);

/**
 * One page of `items`, sorted by key, and the token for the next one when there is more.
 * @throws ApiError InvalidParameterException for a token that this question did not give out.
 */
export function page<T>(request: PageRequest<T>): { items: T[]; nextToken?: string } {
  const scope = fingerprint(request.question);
  const after = request.nextToken === undefined ? undefined : readToken(request.nextToken, scope);
  const size = request.maxResults ?? request.defaultSize ?? 100;
  const keyed = request.items
    .map((item) => ({ key: request.keyOf(item), item }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const rows = keyed.slice(0, size);
  const last = rows[rows.length - 1];
  return {
    items: rows.map(({ item }) => item),
    ...(last !== undefined && keyed.length > size && { nextToken: writeToken(scope, last.key) }),
  };
}

const writeToken = (scope: string, after: string): string =>
  Buffer.from(JSON.stringify([scope, after])).toString('base64url');

function readToken(token: string, scope: string): string {
  try {
    const sent: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    const [sentScope, after] = Array.isArray(sent) ? (sent as unknown[]) : [];
    if (sentScope === scope && typeof after === 'string') return after;
  } catch {
    // Not a token of ours: refused below like any other.
  }
  throw invalidParameter('nextToken', 'The specified token is not valid.');
}
