import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { FileTree } from './file-tree';
import { malformed } from './malformed';
import { StreamBytes } from './tar/tar-bytes';
import { followLinks, tarEntries } from './tar/tar-entries';

/** A manifest or configuration is no larger, and all of them together are not. */
const MOST_EACH = 4 * 1024 * 1024;
const MOST_IN_ALL = 64 * 1024 * 1024;

/**
 * The files of a tar stream that describe images (JSON), kept in memory; of the others the sizes alone. For a look into a compressed archive
 * without unpacking it. @throws AppError `file-malformed`.
 */
export async function descriptionsTree(stream: AsyncIterable<Buffer>, file: string): Promise<FileTree> {
  const bytes = new StreamBytes(stream);
  const entries = new Map<string, { size: number; link?: string; content?: Buffer }>();
  let kept = 0;
  for await (const { path, size, link } of tarEntries(bytes, basename(file))) {
    const first = size > 0 && size <= MOST_EACH ? await bytes.take(1) : Buffer.alloc(0);
    const isJson = first[0] === 0x7b || first[0] === 0x5b;
    if (isJson) kept += size;
    if (kept > MOST_IN_ALL) throw malformed(basename(file), 'it describes more than any image holds');
    const content = isJson ? Buffer.concat([first, await bytes.take(size - 1)]) : undefined;
    entries.set(path, { size, ...(link !== undefined && { link }), ...(content !== undefined && { content }) });
  }
  return {
    size: (path) => Promise.resolve(followLinks(entries, path)?.entry.size),
    read: (path) => Promise.resolve(Readable.from([followLinks(entries, path)?.entry.content ?? Buffer.alloc(0)])),
  };
}
