import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors';
import type { DroppedPath } from '../../../shared/model/moving/push-source';
import { fileError } from '../file-errors';
import { catalogue } from './catalogue';
import { descriptionsTree } from './descriptions-tree';
import type { FileTree } from './file-tree';
import { openFolder } from './folder-tree';
import { malformed } from './malformed';
import { compressionOfFile, plainBytes } from './open-tree';
import { openTar } from './tar/tar-tree';

/** What `push.inspect` answers for an archive. */
export type InspectedArchive = Extract<DroppedPath, { kind: 'archive' }>;

/**
 * Looks into a `docker save` archive or an OCI layout (folder; tar, also gzip or zstd compressed) without unpacking or changing anything.
 * @throws AppError `file-not-found`, `access-denied`, `file-malformed`, `cancelled`.
 */
export async function inspectArchive(path: string, { signal = new AbortController().signal }: { signal?: AbortSignal } = {}): Promise<InspectedArchive> {
  const file = resolve(path);
  const name = basename(file);
  try {
    const found = await stat(file);
    if (!found.isDirectory() && !found.isFile()) throw malformed(name, 'it is neither a file nor a folder');
    const { format, images } = await catalogue(await treeOf({ file, isFolder: found.isDirectory(), signal }), name);
    const bytes = found.isDirectory() ? await folderBytes(file, signal) : found.size;
    return { kind: 'archive', path: file, name, format, bytes, images: images.map(({ names, digest, platforms }) => ({ names, platforms, ...(digest !== undefined && { digest }) })) };
  } catch (thrown) {
    throw fileError(thrown, file);
  }
}

async function treeOf({ file, isFolder, signal }: { file: string; isFolder: boolean; signal: AbortSignal }): Promise<FileTree> {
  if (isFolder) return openFolder(file);
  const compression = await compressionOfFile(file);
  return compression === 'none' ? openTar(file, basename(file)) : descriptionsTree(plainBytes({ file, compression, signal }), file);
}

/** Folders deeper than an OCI layout is are not looked into. */
const DEPTH = 4;

async function folderBytes(folder: string, signal: AbortSignal, depth = 0): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
    const path = join(folder, entry.name);
    if (entry.isFile()) sum += (await stat(path)).size;
    else if (entry.isDirectory() && depth < DEPTH) sum += await folderBytes(path, signal, depth + 1);
  }
  return sum;
}
