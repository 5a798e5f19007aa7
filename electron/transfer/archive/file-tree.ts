import type { Readable } from 'node:stream';
import { malformed } from './malformed';

/** Files by their path inside an archive or a folder, readable in any order. */
export interface FileTree {
  /** Bytes, or undefined when there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** From the beginning, or from `start` up to (not including) `end`. */
  read(path: string, range?: { start: number; end: number }): Promise<Readable>;
}

/** A small file as a whole. @throws AppError `file-malformed` when it is missing or larger than `limit` bytes. */
export async function readSmall(tree: FileTree, path: string, { file, limit = 8 * 1024 * 1024 }: { file: string; limit?: number }): Promise<Buffer> {
  const size = await tree.size(path);
  if (size === undefined) throw malformed(file, `${shown(path)} is missing`);
  if (size > limit) throw malformed(file, `${shown(path)} is too large`);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of await tree.read(path)) {
    length += (chunk as Buffer).byteLength;
    // A folder's file may have grown since it was asked for its size.
    if (length > limit) throw malformed(file, `${shown(path)} is too large`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** A path from a stranger's archive as a message may show it: short, and without control characters. */
export const shown = (path: string): string => {
  const plain = path.replace(/[\p{Cc}\p{Cf}]/gu, '�');
  return plain.length > 100 ? `${plain.slice(0, 100)}…` : plain;
};

/** JSON of a small file, or undefined. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
