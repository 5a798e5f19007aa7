import { createHash } from 'node:crypto';
import type { Image } from '../../../../shared/model/image';
import { millisecondsOf, type ImageRest } from '../rows';
import type { SqlDatabase } from '../sql/database';
import { IMAGES_OF_ONE } from '../sql/schema';
import { headOf } from '../sql/search-terms';
import { tally } from './tally';

export interface RepositoryImages {
  uri: string;
  images: readonly Image[];
  /** When ECR was asked, in epoch milliseconds. */
  readAt: number;
}

/** What reading manifests, configs or findings taught about an image. */
export type ImageNote = Partial<Pick<Image, 'platforms' | 'childOf' | 'labels' | 'findings' | 'storage'>>;

/** A list that was asked for so much before the one that is kept came late; any further back, the clock was set. */
const LATE_MS = 60_000;

interface Target {
  id: number;
  readAt: number | null;
  print: string | null;
}

/** How an image is handed to SQLite: one JSON list each. */
type Written = [hex: string | null, digest: string, head: number | null, size: number, pushed: number | null, pulled: number | null, media: string | null, tags: string | null, childOf: string | null, rest: string | null];

/**
 * All images of a repository, in place of what was known. What only manifests tell (platforms, parents, labels) stays for digests that are
 * there still. A repository that is not known (any more) is left alone, and so is one whose list was asked for after this one. Answers whether anything but the time has changed.
 */
export function putImages(database: SqlDatabase, { uri, images, readAt }: RepositoryImages): boolean {
  return database.transaction(() => {
    const target = targetOf(database, uri);
    if (target === undefined) return false;
    const older = (target.readAt ?? readAt) - readAt;
    if (older > 0 && older < LATE_MS) return false;
    return write(database, target, { images: target.print === null ? images : withNotes(database, target.id, images), readAt });
  });
}

/** Adds to what is known of images of a repository; those that are not known are left out. Answers whether anything has changed. */
export function noteImages(database: SqlDatabase, { uri, notes }: { uri: string; notes: readonly (readonly [digest: string, note: ImageNote])[] }): boolean {
  return database.transaction(() => {
    const target = targetOf(database, uri);
    if (target === undefined) return false;
    const byDigest = new Map(notes);
    const [low, high] = rangeOf(target.id);
    let changed = false;
    for (const [id, hex, childOf, rest] of database.rows<[number, string, string | null, string | null]>(`SELECT id, CASE typeof(digest) WHEN 'blob' THEN 'sha256:' || lower(hex(digest)) ELSE digest END, child_of, rest FROM image WHERE id BETWEEN ? AND ?`, [low, high])) {
      const note = byDigest.get(hex);
      if (note === undefined) continue;
      const { childOf: parent = childOf, ...other } = note;
      const next = restText({ ...(rest === null ? {} : (JSON.parse(rest) as ImageRest)), ...other });
      if (next === rest && parent === childOf) continue;
      database.run('UPDATE image SET child_of = ?, rest = ? WHERE id = ?', [parent, next, id]);
      changed = true;
    }
    if (changed) {
      tally(database, target.id);
      // The next list of images is compared with nothing: it may know more, or less.
      database.run("UPDATE detail SET print = '' WHERE id = ?", [target.id]);
    }
    return changed;
  });
}

/** The ids that images of a repository have. */
export const rangeOf = (repository: number): [number, number] => [repository * IMAGES_OF_ONE, (repository + 1) * IMAGES_OF_ONE - 1];

function targetOf(database: SqlDatabase, uri: string): Target | undefined {
  const row = database.row<[number, string | null, number | null]>('SELECT r.id, d.print, r.read_at FROM repository r JOIN detail d ON d.id = r.id WHERE r.uri = ?', [uri]);
  return row === undefined ? undefined : { id: row[0], print: row[1], readAt: row[2] };
}

function write(database: SqlDatabase, { id, print }: Target, { images, readAt }: { images: readonly Image[]; readAt: number }): boolean {
  const payload = JSON.stringify(images.slice(0, IMAGES_OF_ONE).map(written));
  const next = createHash('sha256').update(payload).digest('base64');
  const changed = next !== print;
  if (changed) {
    const [low, high] = rangeOf(id);
    database.run('DELETE FROM image WHERE id BETWEEN ? AND ?', [low, high]);
    for (const type of new Set(images.map(({ mediaType }) => mediaType))) if (type !== undefined) database.run('INSERT OR IGNORE INTO media (type) VALUES (?)', [type]);
    database.run(
      `INSERT INTO image (id, head, digest, size, pushed, pulled, media, tags, child_of, rest)
       SELECT ? + key, value ->> 2, coalesce(unhex(value ->> 0), value ->> 1), value ->> 3, value ->> 4, value ->> 5, (SELECT id FROM media WHERE type = value ->> 6),
         value ->> 7, value ->> 8, value ->> 9 FROM json_each(?)`,
      [low, payload],
    );
    database.run('UPDATE detail SET print = ? WHERE id = ?', [next, id]);
    tally(database, id, images);
  }
  database.run('UPDATE repository SET read_at = ? WHERE id = ?', [readAt, id]);
  return changed;
}

function written({ digest, tags, sizeBytes, pushedAt, lastPulledAt, mediaType, childOf, artifactType, platforms, findings, storage, labels }: Image): Written {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1] ?? null;
  return [
    hex, hex === null ? digest : '', headOf(digest), sizeBytes, millisecondsOf(pushedAt), millisecondsOf(lastPulledAt), mediaType ?? null,
    tags.length === 0 ? null : JSON.stringify(tags), childOf ?? null, restText({ artifactType, platforms, findings, storage, labels }),
  ];
}

/** Nothing for nothing: most images have no more than their columns. */
function restText(rest: { [K in keyof ImageRest]?: ImageRest[K] | undefined }): string | null {
  const text = JSON.stringify(rest);
  return text === '{}' ? null : text;
}

function withNotes(database: SqlDatabase, id: number, images: readonly Image[]): Image[] {
  const known = new Map<string, ImageNote>();
  const rows = database.rows<[string, string | null, string | null]>(
    `SELECT CASE typeof(digest) WHEN 'blob' THEN 'sha256:' || lower(hex(digest)) ELSE digest END, child_of, rest FROM image WHERE id BETWEEN ? AND ? AND (child_of IS NOT NULL OR rest IS NOT NULL)`,
    rangeOf(id),
  );
  for (const [digest, childOf, rest] of rows) {
    const { platforms, labels } = rest === null ? ({} as ImageRest) : (JSON.parse(rest) as ImageRest);
    known.set(digest, { ...(platforms !== undefined && { platforms }), ...(labels !== undefined && { labels }), ...(childOf !== null && { childOf }) });
  }
  if (known.size === 0) return [...images];
  const there = new Set(images.map(({ digest }) => digest));
  return images.map((image) => {
    const { childOf, ...note } = known.get(image.digest) ?? {};
    return { ...note, ...(childOf !== undefined && image.tags.length === 0 && there.has(childOf) && { childOf }), ...image };
  });
}
