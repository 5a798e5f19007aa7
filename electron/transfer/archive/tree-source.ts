/** Blobs and manifests that lie in a FileTree by digest, verified as they are read. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AppError } from '../../../shared/errors';
import type { ContentSource, Descriptor, RawManifest } from '../../registry/content';
import { digestOf } from '../../registry/registry-client';
import type { Sink } from '../../registry/wire/wire';
import { type FileTree, malformed, readSmall } from './file-tree';

export interface TreeSourceOptions {
  tree: FileTree;
  /** Name for messages. */
  file: string;
  /** Where a digest's bytes are; undefined when they are not there. */
  pathOf: (digest: string) => string | undefined;
  /** Opens bytes that are not in the tree (layers compressed on the side). */
  openOther?: (digest: string) => Readable | undefined;
  /** Manifests made from the archive rather than found in it. */
  made?: ReadonlyMap<string, RawManifest>;
}

/** Reads by digest alone; a blob that is not what its digest says fails with `file-malformed`. */
export function treeSource({ tree, file, pathOf, openOther, made }: TreeSourceOptions): ContentSource {
  async function read(descriptor: Descriptor, sink: Sink, { signal, from = 0 }: { signal: AbortSignal; from?: number }): Promise<void> {
    const path = pathOf(descriptor.digest);
    const stream = openOther?.(descriptor.digest) ?? (path === undefined ? undefined : await tree.read(path));
    if (stream === undefined) throw malformed(file, `layer ${descriptor.digest.slice(7, 19)} is missing`);
    const hash = createHash('sha256');
    let length = 0;
    try {
      for await (const chunk of stream) {
        if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
        const bytes = chunk as Buffer;
        const fresh = bytes.subarray(Math.min(bytes.length, Math.max(0, from - length)));
        length += bytes.byteLength;
        if (length > descriptor.size) break;
        hash.update(bytes);
        if (fresh.length > 0) await sink(fresh);
      }
    } finally {
      stream.destroy();
    }
    if (length !== descriptor.size || `sha256:${hash.digest('hex')}` !== descriptor.digest) {
      throw malformed(file, `layer ${descriptor.digest.slice(7, 19)} is damaged`);
    }
  }
  return {
    manifest: async (name) => {
      const own = made?.get(name);
      if (own !== undefined) return own;
      const path = pathOf(name);
      if (path === undefined) throw malformed(file, `manifest ${name.slice(0, 19)} is missing`);
      const bytes = await readSmall(tree, path, { file, limit: 4 * 1024 * 1024 });
      if (digestOf(bytes) !== name) throw malformed(file, `manifest ${name.slice(7, 19)} is damaged`);
      return { bytes, digest: name, mediaType: '' };
    },
    read,
  };
}
