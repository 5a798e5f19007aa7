import type { z } from 'zod';
import type { commands } from '../../../../shared/ipc/contract';
import type { Image, ImagePage } from '../../../../shared/model/image';
import { IMAGE_COLUMNS, imageOf, type ImageRow } from '../rows';
import { allOf } from '../sql/condition';
import { DIGEST, headOf, imageTerm, wantedOf } from '../sql/search-terms';
import type { Reading } from './repositories';

type ImageQuery = z.output<(typeof commands)['image.query']['input']>;

/** A window of one repository's images. */
export type ImagesWanted = { uri: string } & Pick<ImageQuery, 'search' | 'sort' | 'descending' | 'offset' | 'limit' | 'unfolded'>;

/** `readAt` is absent when the repository's images were never read, or the repository is not known. */
export type RepositoryImagePage = ImagePage & { readAt?: number };

const ORDERS: Record<ImageQuery['sort'], string> = { tag: "i.tags ->> '$[0]'", size: 'i.size', pushed: 'i.pushed', pulled: 'i.pulled' };

/** Images of one repository; the parts of a multi-platform image stand directly behind it where it is among them, or are folded away. */
export function imagesOf({ database, now }: Reading, { uri, search, sort, descending, offset, limit, unfolded }: ImagesWanted): RepositoryImagePage {
  const [id, readAt] = database.row<[number, number | null]>('SELECT id, read_at FROM repository WHERE uri = ?', [uri]) ?? [];
  if (id === undefined || readAt === undefined || readAt === null) return { rows: [], total: 0 };
  const { words, ofImage } = wantedOf(search, now);
  // What is asked about the repository itself was answered by choosing it.
  const where = allOf([...words, ...ofImage].map(imageTerm));
  const found = database.rows<Arrangeable>(
    `SELECT i.id, ${DIGEST}, i.child_of, coalesce(i.rest ->> '$.platforms', '') = '[]' FROM image i WHERE i.id BETWEEN ? << 20 AND ((? + 1) << 20) - 1 AND ${where.sql} ORDER BY ${ORDERS[sort]} ${descending ? 'DESC' : 'ASC'}, ${DIGEST}`,
    [id, id, ...where.values],
  );
  const { order, parts } = behindParents(found, unfolded);
  const ids = order.slice(offset, offset + limit);
  const rows = database.rows<ImageRow>(`SELECT ${IMAGE_COLUMNS} FROM json_each(?) j JOIN image i ON i.id = j.value ORDER BY j.key`, [JSON.stringify(ids)]);
  const images = rows.map(imageOf);
  if (unfolded === undefined) return { rows: images, total: found.length, readAt };
  return { rows: images.map((image) => withParts(image, parts.get(image.digest)?.length)), total: order.length, found: found.length, readAt };
}

/** Those of a repository's images that have these digests. */
export function imagesByDigest({ database }: Reading, { uri, digests }: { uri: string; digests: readonly string[] }): Image[] {
  const wanted = new Set(digests);
  const heads = JSON.stringify(digests.map(headOf));
  const rows = database.rows<ImageRow>(
    `SELECT ${IMAGE_COLUMNS} FROM repository r JOIN image i ON i.id BETWEEN r.id << 20 AND ((r.id + 1) << 20) - 1 WHERE r.uri = ? AND (i.head IS NULL OR i.head IN (SELECT value FROM json_each(?)))`,
    [uri, heads],
  );
  return rows.map(imageOf).filter(({ digest }) => wanted.has(digest));
}

const withParts = (image: Image, parts: number | undefined): Image => (parts === undefined ? image : { ...image, parts });

/** What runs on no platform (an attestation) is an extra of those that do. */
type Arrangeable = readonly [id: number, digest: string, childOf: string | null, isExtra: 0 | 1];

interface Arranged {
  order: number[];
  /** By the digest of their whole. */
  parts: Map<string, number[]>;
}

/** Ids in the same order, but parts directly behind their whole, extras behind the other parts; where `unfolded` is given, only those of these digests. */
function behindParents(images: readonly Arrangeable[], unfolded?: readonly string[]): Arranged {
  const parts = new Map<string, number[]>();
  if (images.every(([, , childOf]) => childOf === null)) return { order: images.map(([id]) => id), parts };
  const parents = new Set(images.filter(([, , childOf]) => childOf === null).map(([, digest]) => digest));
  const own: (readonly [number, string])[] = [];
  const extras = new Map<string, number[]>();
  for (const [id, digest, childOf, isExtra] of images) {
    const group = isExtra === 1 ? extras : parts;
    if (childOf === null || !parents.has(childOf)) own.push([id, digest]);
    else group.set(childOf, [...(group.get(childOf) ?? []), id]);
  }
  for (const [digest, ids] of extras) parts.set(digest, [...(parts.get(digest) ?? []), ...ids]);
  const shown = unfolded === undefined ? undefined : new Set(unfolded);
  return { order: own.flatMap(([id, digest]) => [id, ...(shown?.has(digest) === false ? [] : (parts.get(digest) ?? []))]), parts };
}
