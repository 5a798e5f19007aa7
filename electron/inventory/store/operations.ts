/**
 * Everything that can be asked of the store: one line each. What is in `READS` changes nothing and goes before any writing; each runs to its end in
 * the store's thread. To add one, write its function in `read/` or `write/` and name it here: `InventoryStore.ask` takes it from the types.
 */
import { imagesAfter, repositoriesAfter } from './read/pieces';
import { folders } from './read/folders';
import { overviewGroups, overviewPiece, overviewWhole } from './read/overview';
import { searchImages } from './read/image-search';
import { findRepository, queryRepositories, type Reading } from './read/repositories';
import { imagesByDigest, imagesOf } from './read/repository-images';
import { freshness } from './read/freshness';
import { placeOf, total } from './read/place';
import { readings } from './read/readings';
import type { SqlDatabase } from './sql/database';
import { dropImageIndexes, indexImages } from './write/filling';
import { mirrorSource } from './write/mirror-source';
import { noteImages, putImageLists, putImages } from './write/put-images';
import { dropRepositories, putRepositories, putResourceTags, replaceSource } from './write/put-repositories';
import { keepSources, sources } from './write/sources';

export const READS = {
  query: queryRepositories,
  folders,
  find: findRepository,
  images: imagesOf,
  imagesByDigest,
  searchImages,
  freshness,
  readings,
  placeOf,
  repositoriesAfter,
  imagesAfter,
  total,
  overviewGroups,
  overviewWhole,
  overviewPiece,
  sources: ({ database }: Reading, _input: object) => sources(database),
} satisfies Record<string, (reading: Reading, input: never) => unknown>;

export const WRITES = { putRepositories, replaceSource, mirrorSource, dropRepositories, putResourceTags, putImages, putImageLists, noteImages, dropImageIndexes, indexImages, keepSources } satisfies Record<string, (database: SqlDatabase, input: never) => boolean>;

type Reads = typeof READS;
type Writes = typeof WRITES;
export type ReadName = keyof Reads;
export type WriteName = keyof Writes;
export type OperationName = ReadName | WriteName;
export type OperationInput<N extends OperationName> = N extends ReadName ? Parameters<Reads[N]>[1] : N extends WriteName ? Parameters<Writes[N]>[1] : never;
export type OperationOutput<N extends OperationName> = N extends ReadName ? ReturnType<Reads[N]> : boolean;

export const isRead = (name: OperationName): name is ReadName => name in READS;
