/** The demo's index: repositories and images, searched, sorted and by folder, as the real one would answer. */
import type { Result } from '../../../shared/errors';
import type { CommandInput, CommandName } from '../../../shared/ipc/contract';
import type { FoundImage } from '../../../shared/model/image';
import type { Folder, Repository } from '../../../shared/model/repository';
import { matchesSearch } from '../../../shared/search/matches-search';
import { parseSearch } from '../../../shared/search/parse-search';
import { NOW } from './access';
import { images } from './data';

type Query = CommandInput<'repository.query'>;

const VALUES: Partial<Record<NonNullable<Query['sort']>, (row: Repository) => string | number>> = {
  account: (row) => row.accountId,
  region: (row) => row.region,
  created: (row) => row.createdAt ?? '',
  images: (row) => row.statistics?.images ?? 0,
  size: (row) => row.statistics?.sizeBytes ?? 0,
  pushed: (row) => row.statistics?.newestPushAt ?? '',
  pulled: (row) => row.statistics?.lastPullAt ?? '',
  cost: (row) => row.statistics?.monthlyCost ?? 0,
};

const textOf = new WeakMap<Repository, string>();
function searchedText(row: Repository): string {
  let text = textOf.get(row);
  if (text === undefined) {
    const tags = Object.entries(row.resourceTags ?? {}).map((pair) => pair.join('='));
    text = `${row.name} ${row.profile} ${row.region} ${row.accountId} ${tags.join(' ')}`;
    textOf.set(row, text);
  }
  return text;
}

function hits(all: readonly Repository[], query: Query): Repository[] {
  const search = parseSearch(query.search ?? '', NOW);
  const uris = query.uris === undefined ? undefined : new Set(query.uris);
  const folder = query.folder ?? '';
  return all.filter(
    (row) =>
      (query.profile === undefined || row.profile === query.profile) &&
      (query.region === undefined || row.region === query.region) &&
      (query.registry === undefined || (row.registry ?? 'private') === query.registry) &&
      (uris === undefined || uris.has(row.uri)) &&
      row.name.startsWith(folder) &&
      (query.direct !== true || !row.name.slice(folder.length).includes('/')) &&
      (search.terms.length === 0 ||
        matchesSearch(search, {
          text: searchedText(row),
          fields: {
            name: [row.name],
            account: [row.accountId, row.profile],
            profile: [row.profile],
            region: [row.region],
          },
          times: { created: row.createdAt, pushed: row.statistics?.newestPushAt },
        })),
  );
}

function queryRepositories(all: readonly Repository[], query: Query) {
  const found = hits(all, query);
  const value = VALUES[query.sort ?? 'name'];
  if (value !== undefined) {
    found.sort((a, b) => {
      const [one, other] = [value(a), value(b)];
      return one < other ? -1 : one > other ? 1 : 0;
    });
  }
  if (query.descending === true) found.reverse();
  const { offset = 0, limit = 200 } = query;
  return { rows: found.slice(offset, offset + limit), total: found.length, revision: 1 };
}

function folders(all: readonly Repository[], query: CommandInput<'repository.folders'>): Folder[] {
  const counts = new Map<string, number>();
  const above = query.folder ?? '';
  for (const { name } of hits(all, query)) {
    const slash = name.indexOf('/', above.length);
    if (slash < 0) continue;
    const path = name.slice(0, slash + 1);
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, repositories]) => ({ path, repositories }));
}

function searchImages(
  all: readonly Repository[],
  { search, profile, offset = 0, limit = 200 }: CommandInput<'image.search'>,
) {
  const wanted = parseSearch(search, NOW);
  const rows: FoundImage[] = [];
  for (const row of all.slice(0, 400)) {
    if (profile !== undefined && row.profile !== profile) continue;
    const { region, name, uri } = row;
    for (const image of images) {
      const text = `${[...image.tags, image.digest].join(' ')} ${searchedText(row)}`;
      const fields = {
        name: [name],
        tag: image.tags,
        digest: [image.digest],
        account: [row.accountId, row.profile],
        region: [region],
      };
      const isWanted = matchesSearch(wanted, {
        text,
        fields,
        times: { pushed: image.pushedAt },
        sizeBytes: image.sizeBytes,
        isTagged: image.tags.length > 0,
      });
      if (isWanted) rows.push({ ...image, repository: { profile: row.profile, region, name }, uri });
    }
  }
  return { rows: rows.slice(offset, offset + limit), total: rows.length, isAtLeast: rows.length > 5000 };
}

/** What the demo answers to a command about lists; undefined for all others. */
export function answerBrowse(
  name: CommandName,
  input: unknown,
  all: readonly Repository[],
): Result<unknown> | undefined {
  switch (name) {
    case 'repository.query':
      return { ok: true, value: queryRepositories(all, input as Query) };
    case 'repository.folders':
      return { ok: true, value: { folders: folders(all, input as CommandInput<'repository.folders'>) } };
    case 'image.search':
      return { ok: true, value: searchImages(all, input as CommandInput<'image.search'>) };
    default:
      return undefined;
  }
}
