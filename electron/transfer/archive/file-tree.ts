import type { Readable } from 'node:stream';
import { AppError } from '../../../shared/errors';

/** Files by their path inside an archive or a folder, readable in any order. */
export interface FileTree {
  /** Bytes, or undefined when there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** From the beginning, or from `start` up to (not including) `end`. */
  read(path: string, range?: { start: number; end: number }): Promise<Readable>;
  close(): Promise<void>;
}

/** Everything an archive can have wrong is this one error. */
export const malformed = (file: string, what: string, cause?: unknown): AppError =>
  new AppError('file-malformed', `${file} is no image archive: ${what}.`, { hint: 'Give a “docker save” archive or an OCI layout, as a file or a folder.', cause });

/** A small file as a whole. @throws AppError `file-malformed` when it is missing or larger than `limit` bytes. */
export async function readSmall(tree: FileTree, path: string, { file, limit = 8 * 1024 * 1024 }: { file: string; limit?: number }): Promise<Buffer> {
  const size = await tree.size(path);
  if (size === undefined) throw malformed(file, `${path} is missing`);
  if (size > limit) throw malformed(file, `${path} is too large`);
  const chunks: Buffer[] = [];
  for await (const chunk of await tree.read(path)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
