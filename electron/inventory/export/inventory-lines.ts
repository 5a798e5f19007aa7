import type { FoundImage } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';
import type { InventoryStore } from '../store/inventory-store';
import type { Piece, PieceWanted } from '../store/read/pieces';
import { csvLine } from './csv';

/** Rows that are read at a time: some 20 ms of the store's work. */
const PIECE = 1000;

type Cell = string | number | undefined;

const REPOSITORY_COLUMNS: readonly (readonly [string, (repository: Repository) => Cell])[] = [
  ['uri', ({ uri }) => uri],
  ['profile', ({ profile }) => profile],
  ['account', ({ accountId }) => accountId],
  ['region', ({ region }) => region],
  ['registry', ({ registry = 'private' }) => registry],
  ['name', ({ name }) => name],
  ['arn', ({ arn }) => arn],
  ['created', ({ createdAt }) => createdAt],
  ['tag mutability', ({ mutability }) => mutability],
  ['mutability exclusions', ({ mutabilityExclusions }) => mutabilityExclusions.join(' ')],
  ['scan on push', ({ scanOnPush }) => String(scanOnPush)],
  ['encryption', ({ encryption }) => encryption],
  ['images', ({ statistics }) => statistics?.images],
  ['untagged', ({ statistics }) => statistics?.untagged],
  ['bytes', ({ statistics }) => statistics?.sizeBytes],
  ['cost a month (USD)', ({ statistics }) => statistics?.monthlyCost],
  ['newest push', ({ statistics }) => statistics?.newestPushAt],
  ['last pull', ({ statistics }) => statistics?.lastPullAt],
  ['findings', ({ statistics }) => pairs(statistics?.findings)],
  ['resource tags', ({ resourceTags }) => pairs(resourceTags)],
  ['images read', ({ statistics }) => statistics?.readAt],
];

const IMAGE_COLUMNS: readonly (readonly [string, (image: FoundImage) => Cell])[] = [
  ['repository', ({ uri }) => uri],
  ['profile', ({ repository }) => repository.profile],
  ['region', ({ repository }) => repository.region],
  ['digest', ({ digest }) => digest],
  ['tags', ({ tags }) => tags.join(' ')],
  ['bytes', ({ sizeBytes }) => sizeBytes],
  ['pushed', ({ pushedAt }) => pushedAt],
  ['last pull', ({ lastPulledAt }) => lastPulledAt],
  ['media type', ({ mediaType }) => mediaType],
  ['artifact type', ({ artifactType }) => artifactType],
  ['platforms', ({ platforms }) => platforms?.join(' ')],
  ['part of', ({ childOf }) => childOf],
  ['storage', ({ storage = 'standard' }) => storage],
  ['findings', ({ findings }) => pairs(findings)],
];

const pairs = (values: Readonly<Record<string, string | number>> | undefined): string | undefined => (values === undefined ? undefined : Object.entries(values).map(([key, value]) => `${key}=${value}`).join(' '));

export interface LinesWanted extends Pick<PieceWanted, 'search' | 'profile' | 'region'> {
  what: 'repositories' | 'images';
  format: 'csv' | 'json';
}

/** Everything that the index has of a search, as the text of a file, piece by piece; never all of it at once. */
export async function* inventoryLines(store: Pick<InventoryStore, 'ask'>, { what, format, ...filter }: LinesWanted): AsyncGenerator<string> {
  if (what === 'repositories') yield* lines({ format, columns: REPOSITORY_COLUMNS, pieces: pieces((after) => store.ask('repositoriesAfter', { ...filter, after, limit: PIECE })) });
  else yield* lines({ format, columns: IMAGE_COLUMNS, pieces: pieces((after) => store.ask('imagesAfter', { ...filter, after, limit: PIECE })) });
}

async function* pieces<Row>(ask: (after: number) => Promise<Piece<Row>>): AsyncGenerator<Row[]> {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { rows, next }: Piece<Row> = await ask(after);
    yield rows;
    after = next;
  }
}

async function* lines<Row>({ format, columns, pieces: all }: { format: 'csv' | 'json'; columns: readonly (readonly [string, (row: Row) => Cell])[]; pieces: AsyncIterable<Row[]> }): AsyncGenerator<string> {
  if (format === 'csv') {
    yield csvLine(columns.map(([title]) => title));
    for await (const rows of all) yield rows.map((row) => csvLine(columns.map(([, of]) => of(row)))).join('');
    return;
  }
  let before = '[';
  for await (const rows of all) {
    for (const row of rows) {
      yield `${before}\n${JSON.stringify(row)}`;
      before = ',';
    }
  }
  yield before === '[' ? '[]\n' : '\n]\n';
}
