import { createHash } from 'node:crypto';
import type { Image } from '../../../../shared/model/image';
import { millisecondsOf, type ImageRest } from '../rows';
import type { SqlDatabase, SqlValue } from '../sql/database';
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

/** An image's columns, its id and its media type's number aside. */
type Written = [digest: string, head: number | null, size: number, pushed: number | null, pulled: number | null, media: string | null, tags: string | null, childOf: string | null, rest: string | null];

/** Images written by one statement: many cost a third of what each alone does. Statements are kept, so there are few. */
const ROWS_AT_ONCE = [50, 10, 1] as const;
const ROW = '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
const INSERT = new Map<number, string>(ROWS_AT_ONCE.map((rows) => [rows, `INSERT INTO image (id, digest, head, size, pushed, pulled, media, tags, child_of, rest) VALUES ${Array<string>(rows).fill(ROW).join()}`]));

/**
 * All images of a repository, in place of what was known. What only manifests tell (platforms, parents, labels) stays for digests that are
 * there still. A repository that is not known (any more) is left alone, and so is one whose list was asked for after this one. Answers whether anything but the time has changed.
 */
export function putImages(database: SqlDatabase, list: RepositoryImages): boolean {
  return database.transaction(() => put({ database, mediaOf: mediaNumbers(database) }, targetsOf(database, [list.uri]).get(list.uri), writtenList(list)));
}

/** A list whose images are JSON: what a thread is handed cheapest, and told from the one before without being read. */
export interface WrittenList extends Omit<RepositoryImages, 'images'> {
  images: string;
}

/** The same list, to be handed to a thread. */
export const writtenList = ({ images, ...list }: RepositoryImages): WrittenList => ({ ...list, images: JSON.stringify(images) });

/** Lists of many repositories. Answers whether anything but the time has changed. */
export function putImageLists(database: SqlDatabase, { lists }: { lists: readonly WrittenList[] }): boolean {
  return database.transaction(() => {
    const targets = targetsOf(database, lists.map(({ uri }) => uri));
    const writing = { database, mediaOf: mediaNumbers(database) };
    let changed = false;
    for (const list of lists) {
      // The same repository once more: what is known of it was written just now.
      const target = targets.get(list.uri) ?? targetsOf(database, [list.uri]).get(list.uri);
      if (put(writing, target, list)) changed = true;
      targets.delete(list.uri);
    }
    return changed;
  });
}

/** Adds to what is known of images of a repository; those that are not known are left out. Answers whether anything has changed. */
export function noteImages(database: SqlDatabase, { uri, notes }: { uri: string; notes: readonly (readonly [digest: string, note: ImageNote])[] }): boolean {
  return database.transaction(() => {
    const target = targetsOf(database, [uri]).get(uri);
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

function targetsOf(database: SqlDatabase, uris: readonly string[]): Map<string, Target> {
  const rows = database.rows<[string, number, string | null, number | null]>(
    'SELECT r.uri, r.id, d.print, r.read_at FROM json_each(?) j JOIN repository r ON r.uri = j.value JOIN detail d ON d.id = r.id',
    [JSON.stringify(uris)],
  );
  return new Map(rows.map(([uri, id, print, readAt]) => [uri, { id, print, readAt }]));
}

interface Writing {
  database: SqlDatabase;
  /** The number of a media type. */
  mediaOf: (type: string) => number;
}

function put({ database, mediaOf }: Writing, target: Target | undefined, { images: json, readAt }: WrittenList): boolean {
  if (target === undefined) return false;
  const { id, print } = target;
  const older = (target.readAt ?? readAt) - readAt;
  if (older > 0 && older < LATE_MS) return false;
  const next = createHash('sha256').update(json).digest('base64');
  const changed = next !== print;
  if (changed) {
    const images = JSON.parse(json) as Image[];
    const all = print === null ? images : withNotes(database, id, images);
    const rows = all.slice(0, IMAGES_OF_ONE).map(written);
    const [low, high] = rangeOf(id);
    if (print !== null) database.run('DELETE FROM image WHERE id BETWEEN ? AND ?', [low, high]);
    insert({ database, mediaOf }, low, rows);
    database.run('UPDATE detail SET print = ? WHERE id = ?', [next, id]);
    tally(database, id, { images: all, times: rows.map(([, , , pushed, pulled]) => [pushed, pulled]) });
  }
  database.run('UPDATE repository SET read_at = ? WHERE id = ?', [readAt, id]);
  return changed;
}

function insert({ database, mediaOf }: Writing, low: number, rows: readonly Written[]): void {
  let done = 0;
  for (const most of ROWS_AT_ONCE)
    for (; rows.length - done >= most; done += most) {
      const values: SqlValue[] = [];
      for (let at = done; at < done + most; at += 1) {
        const [digest, head, size, pushed, pulled, type, tags, childOf, rest] = rows[at] as Written;
        values.push(low + at, stored(digest), head, size, pushed, pulled, type === null ? null : mediaOf(type), tags, childOf, rest);
      }
      database.run(INSERT.get(most) as string, values);
    }
}

function mediaNumbers(database: SqlDatabase): (type: string) => number {
  const known = new Map<string, number>();
  const find = (type: string): number | undefined => database.value<number>('SELECT id FROM media WHERE type = ?', [type]);
  return (type) => {
    let number = known.get(type) ?? find(type);
    if (number === undefined) {
      database.run('INSERT INTO media (type) VALUES (?)', [type]);
      number = find(type) ?? 0;
    }
    known.set(type, number);
    return number;
  };
}

/** Half as many bytes for the usual digest. */
const stored = (digest: string): SqlValue => (/^sha256:[0-9a-f]{64}$/.test(digest) ? Buffer.from(digest.slice(7), 'hex') : digest);

function written({ digest, tags, sizeBytes, pushedAt, lastPulledAt, mediaType, childOf, artifactType, platforms, findings, storage, labels }: Image): Written {
  return [
    digest, headOf(digest), sizeBytes, millisecondsOf(pushedAt), millisecondsOf(lastPulledAt), mediaType ?? null,
    tags.length === 0 ? null : JSON.stringify(tags), childOf ?? null, restText({ artifactType, platforms, findings, storage, labels }),
  ];
}

/** Nothing for nothing: most images have no more than their columns. */
function restText(rest: { [K in keyof ImageRest]?: ImageRest[K] | undefined }): string | null {
  const { artifactType, platforms, findings, storage, labels } = rest;
  return (artifactType ?? platforms ?? findings ?? storage ?? labels) === undefined ? null : JSON.stringify(rest);
}

function withNotes(database: SqlDatabase, id: number, images: readonly Image[]): Image[] {
  const known = new Map<string, ImageNote>();
  const rows = database.rows<[string, string | null, string | null]>(
    `SELECT CASE typeof(digest) WHEN 'blob' THEN 'sha256:' || lower(hex(digest)) ELSE digest END, child_of, rest FROM image WHERE id BETWEEN ? AND ? AND (child_of IS NOT NULL OR rest IS NOT NULL)`,
    rangeOf(id),
  );
  for (const [digest, childOf, rest] of rows) {
    const { platforms, labels, findings } = rest === null ? ({} as ImageRest) : (JSON.parse(rest) as ImageRest);
    known.set(digest, { ...(platforms !== undefined && { platforms }), ...(labels !== undefined && { labels }), ...(findings !== undefined && { findings }), ...(childOf !== null && { childOf }) });
  }
  if (known.size === 0) return [...images];
  const there = new Set(images.map(({ digest }) => digest));
  return images.map((image) => {
    const { childOf, ...note } = known.get(image.digest) ?? {};
    return { ...note, ...(childOf !== undefined && image.tags.length === 0 && there.has(childOf) && { childOf }), ...image };
  });
}
