import type { SqlDatabase } from '../../sql/database';
import { readBlock, REPOSITORIES_OF_BLOCK, type ImageBlock } from './image-block';
import { Kinds } from './kinds';

export interface ImageColumnsOptions {
  database: SqlDatabase;
  /** The row of a repository's id; undefined for one that is not there. */
  rowOf: (repository: number) => number | undefined;
  /** The highest id of a repository. */
  last: () => number;
}

/** All images in memory, in blocks: a block in which something was written is read again when somebody asks for it. */
export class ImageColumns {
  readonly #options: ImageColumnsOptions;
  readonly kinds: Kinds;
  #blocks: (ImageBlock | undefined)[] = [];

  constructor(options: ImageColumnsOptions) {
    this.#options = options;
    this.kinds = new Kinds(options.database);
  }

  /** Something was written to a repository. */
  touch(repository: number): void {
    this.#blocks[Math.floor(repository / REPOSITORIES_OF_BLOCK)] = undefined;
  }

  /** Reads one more block; false when all are there. */
  prepare(): boolean {
    for (let number = 0; number < this.#count; number += 1) {
      if (this.#blocks[number] !== undefined) continue;
      this.#block(number);
      return true;
    }
    return false;
  }

  blocks(): ImageBlock[] {
    return Array.from({ length: this.#count }, (_none, number) => this.#block(number));
  }

  get #count(): number {
    return Math.floor(this.#options.last() / REPOSITORIES_OF_BLOCK) + 1;
  }

  #block(number: number): ImageBlock {
    const { database, rowOf } = this.#options;
    return (this.#blocks[number] ??= readBlock(database, number, { kinds: this.kinds, rowOf }));
  }
}
