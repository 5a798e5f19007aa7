/** What is in a `docker save` archive, file by file: from the engine as a stream, or from an archive on disk. */
import type { Readable } from 'node:stream';
import type { FileTree } from '../archive/file-tree';
import type { SavedImage } from '../archive/docker-archive';
import { StreamBytes } from '../archive/tar/tar-bytes';
import { tarEntries } from '../archive/tar/tar-entries';

export interface SavedEntry {
  path: string;
  size: number;
  link?: string;
  /** Its bytes, once; before the next entry is asked for. */
  bytes(): AsyncIterable<Buffer>;
}

/** The engine's own order. The stream is destroyed at the end, at a failure, and as soon as the signal aborts. */
export async function* streamedEntries(stream: Readable, { name, signal }: { name: string; signal: AbortSignal }): AsyncGenerator<SavedEntry> {
  const hangUp = (): void => void stream.destroy(signal.reason instanceof Error ? signal.reason : new Error('Cancelled.'));
  signal.addEventListener('abort', hangUp);
  if (signal.aborted) hangUp();
  try {
    const bytes = new StreamBytes(stream as AsyncIterable<Buffer>);
    for await (const { path, size, link } of tarEntries(bytes, name)) {
      yield { path, size, bytes: () => whole(bytes, size), ...(link !== undefined && { link }) };
    }
  } finally {
    signal.removeEventListener('abort', hangUp);
    stream.destroy();
  }
}

async function* whole(bytes: StreamBytes, size: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const part of bytes.body(size)) {
    length += part.length;
    yield part;
  }
  if (length < size) throw Object.assign(new Error('The stream ended in the middle of a layer.'), { code: 'ECONNRESET' });
}

/** One image of an archive whose files can be read in any order: nothing of the others. */
export async function* treeEntries(tree: FileTree, saved: SavedImage): AsyncGenerator<SavedEntry> {
  const manifest = Buffer.from(JSON.stringify([saved]));
  yield { path: 'manifest.json', size: manifest.length, bytes: () => once(manifest) };
  for (const path of new Set([saved.Config, ...saved.Layers])) {
    const stream = await tree.read(path);
    try {
      yield { path, size: (await tree.size(path)) ?? 0, bytes: () => stream as AsyncIterable<Buffer> };
    } finally {
      stream.destroy();
    }
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}
