/** Sums for the overview, in pieces that are each short: the store's thread answers keystrokes in between. */
import { DAY_MS, type Band } from '../../../../shared/model/overview/bands';
import type { Condition } from '../sql/condition';
import { IMAGE_BITS } from '../sql/schema';
import type { Reading } from './repositories';
import { placeCondition } from './repository-condition';

/** Repositories whose images are looked at in one piece. */
const REPOSITORIES_OF_A_PIECE = 200;

export interface OverviewScope {
  profile?: string | undefined;
  region?: string | undefined;
}

export type OverviewBy = 'account' | 'region' | 'profiles' | 'namespace' | 'repository';

/** One group: `repositories` in it, of which `read` had their images read. Bytes; `cost` is of private repositories at known prices. */
export interface OverviewSum {
  key: string;
  repositories: number;
  read: number;
  images: number;
  bytes: number;
  cost: number;
  /** Of public repositories, which `cost` leaves out. */
  publicBytes: number;
  /** Lines of the profiles that see one of its repositories. */
  profiles: string;
  account: string;
  region: string;
  name: string;
}

const KEYS: Record<OverviewBy, string> = {
  account: 'r.account',
  region: 'r.region',
  profiles: 'r.profiles',
  namespace: "substr(r.name, 1, instr(r.name, '/'))",
  repository: 'r.uri',
};

const SUMS = `count(*), count(r.read_at), coalesce(sum(r.images), 0), coalesce(sum(r.size), 0), coalesce(sum(r.cost), 0),
  coalesce(sum(CASE r.registry WHEN 'public' THEN r.size END), 0), min(r.profiles), min(r.account), min(r.region), min(r.name)`;

/** The groups that take most, at most `limit` of them. */
export function overviewGroups({ database, kept }: Reading, { scope, by, limit }: { scope: OverviewScope; by: OverviewBy; limit: number }): OverviewSum[] {
  const { sql, values } = placeCondition(scope);
  return kept.answer(`overview ${by} ${limit} ${JSON.stringify(scope)}`, () => {
    const query =
      by === 'repository'
        ? `SELECT r.uri, 1, r.read_at IS NOT NULL, coalesce(r.images, 0), coalesce(r.size, 0), coalesce(r.cost, 0), CASE r.registry WHEN 'public' THEN coalesce(r.size, 0) ELSE 0 END,
             r.profiles, r.account, r.region, r.name FROM repository r WHERE (${sql}) AND r.size > 0 ORDER BY r.size DESC, r.uri LIMIT ?`
        : `SELECT ${KEYS[by]} AS key, ${SUMS} FROM repository r WHERE ${sql} GROUP BY key ORDER BY 5 DESC, key LIMIT ?`;
    return database
      .rows<[string, number, number, number, number, number, number, string, string, string, string]>(query, [...values, limit])
      .map(([key, repositories, read, images, bytes, cost, publicBytes, profiles, account, region, name]) => ({ key, repositories, read, images, bytes, cost, publicBytes, profiles, account, region, name }));
  });
}

/** What holds of all repositories of the scope together. */
export interface OverviewWhole {
  untaggedImages: number;
  /** Of the repositories whose layers are known: bytes with shared layers counted once, and as ECR reports them. */
  unique: { bytes: number; ofBytes: number; repositories: number };
  oldestRead: number | null;
  findings: [severity: string, findings: number][];
}

export function overviewWhole({ database, kept }: Reading, { scope }: { scope: OverviewScope }): OverviewWhole {
  return kept.answer(`overview whole ${JSON.stringify(scope)}`, () => wholeOf(database, placeCondition(scope)));
}

function wholeOf(database: Reading['database'], { sql, values }: Condition): OverviewWhole {
  const [untaggedImages = 0, unique = 0, ofBytes = 0, repositories = 0, oldestRead = null] =
    database.row<[number, number, number, number, number | null]>(
      `SELECT coalesce(sum(r.untagged), 0), coalesce(sum(r.unique_size), 0), coalesce(sum(CASE WHEN r.unique_size IS NOT NULL THEN r.size END), 0), count(r.unique_size), min(r.read_at)
       FROM repository r WHERE ${sql}`,
      values,
    ) ?? [];
  const findings = database.rows<[string, number]>(
    `SELECT f.key, sum(f.value) FROM repository r, json_each(r.findings) f WHERE r.findings IS NOT NULL AND (${sql}) GROUP BY f.key`,
    values,
  );
  return { untaggedImages, unique: { bytes: unique, ofBytes, repositories }, oldestRead, findings };
}

/** Images pushed in one month that are alike in age band, pull band (-1: never pulled), tags and storage. */
export type ImageTally = readonly [month: string, age: number, pull: number, untagged: number, archived: number, scanned: number, images: number, bytes: number];

export interface OverviewPiece {
  /** What the repositories of the piece say of their images: other images, another print. */
  print: string;
  /** Absent where the print is the one that was known. */
  tallies?: ImageTally[];
  /** Where the next piece begins; absent after the last one. */
  next?: number;
}

export interface OverviewPieceAsked {
  scope: OverviewScope;
  from: number;
  ages: readonly Band[];
  pulls: readonly Band[];
  /** The print of a piece whose tallies the asker has. */
  known?: string | undefined;
}

/** The images of the repositories from id `from` on, as many as make one piece. `now` is epoch milliseconds. */
export function overviewPiece({ database, now }: Reading, { scope, from, ages, pulls, known }: OverviewPieceAsked): OverviewPiece {
  const place = placeCondition(scope);
  const last = database.value<number>('SELECT max(id) FROM (SELECT id FROM repository WHERE id >= ? ORDER BY id LIMIT ?)', [from, REPOSITORIES_OF_A_PIECE]);
  if (last === undefined || last === null) return { print: '', tallies: [] };
  const print = printOf(database, { place, from, last });
  if (print === known) return { print, next: last + 1 };
  const age = bandCase('i.pushed', ages, now);
  const pull = bandCase('i.pulled', pulls, now);
  // One number to group by: several columns take twice the time.
  const tallies = database.rows<[key: number, images: number, bytes: number]>(
    `SELECT coalesce(CAST(strftime('%Y%m', i.pushed / 1000, 'unixepoch') AS INTEGER), 0) * 2048 + (${age.sql} + 1) * 128 + (${pull.sql} + 1) * 8
       + (i.tags IS NULL) * 4 + coalesce(instr(i.rest, '"storage":"archived"') > 0, 0) * 2 + coalesce(instr(i.rest, '"findings"') > 0, 0), count(*), sum(i.size)
     FROM image i JOIN repository r ON r.id = i.id >> ${IMAGE_BITS}
     WHERE i.id BETWEEN ? << ${IMAGE_BITS} AND ((? + 1) << ${IMAGE_BITS}) - 1 AND (${place.sql}) GROUP BY 1`,
    [...age.values, ...pull.values, from, last, ...place.values],
  );
  return { print, tallies: tallies.map(tallyOf), next: last + 1 };
}

function printOf(database: Reading['database'], { place, from, last }: { place: Condition; from: number; last: number }): string {
  const sums = ['images', 'size', 'untagged', 'newest', 'oldest', 'pulled', 'stalest', 'cost', 'length(findings)', 'id * images'].map((column) => `total(${column})`);
  const row = database.row<number[]>(`SELECT count(*), ${sums.join(', ')} FROM repository r WHERE r.id BETWEEN ? AND ? AND (${place.sql})`, [from, last, ...place.values]);
  return `${last} ${(row ?? []).join(' ')}`;
}

function tallyOf([key, images, bytes]: readonly [number, number, number]): ImageTally {
  const month = Math.floor(key / 2048);
  const text = month === 0 ? '' : `${Math.floor(month / 100)}-${String(month % 100).padStart(2, '0')}`;
  return [text, ((key >> 7) & 15) - 1, ((key >> 3) & 15) - 1, (key >> 2) & 1, (key >> 1) & 1, key & 1, images, bytes];
}

/** The number of the band that an instant falls into; -1 where there is no instant. */
function bandCase(column: string, bands: readonly Band[], now: number): Condition {
  const whens = bands.flatMap(({ to }) => (to === undefined ? [] : [now - to * DAY_MS]));
  return { sql: `CASE WHEN ${column} IS NULL THEN -1 ${whens.map((_, index) => `WHEN ${column} > ? THEN ${index}`).join(' ')} ELSE ${bands.length - 1} END`, values: whens };
}
