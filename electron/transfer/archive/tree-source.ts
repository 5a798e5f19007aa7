/** Blobs and manifests that lie in a FileTree by digest, verified as they are read. */
import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/errors';
import type { ContentSource, Descriptor } from '../../registry/content';
import { digestOf } from '../../registry/registry-client';
import type { Sink } from '../../registry/wire/wire';
import { type FileTree, readSmall } from './file-tree';
import { malformed } from './malformed';

/** Where an OCI layout keeps a blob. */
export const blobPath = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

/** The blobs of an OCI layout; one that is not what its digest says fails with `file-malformed`. `file` is the name for messages. */
export function treeSource(tree: FileTree, file: string): ContentSource {
  async function read(descriptor: Descriptor, sink: Sink, { signal, from = 0 }: { signal: AbortSignal; from?: number }): Promise<void> {
    const name = descriptor.digest.slice(7, 19);
    const path = blobPath(descriptor.digest);
    const size = await tree.size(path);
    if (size === undefined) throw malformed(file, `layer ${name} is missing`);
    if (size !== descriptor.size) throw malformed(file, `layer ${name} is damaged`);
    const stream = await tree.read(path);
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
    if (length !== descriptor.size || `sha256:${hash.digest('hex')}` !== descriptor.digest) throw malformed(file, `layer ${name} is damaged`);
  }
  return {
    manifest: async (name) => {
      const bytes = await readSmall(tree, blobPath(name), { file, limit: 4 * 1024 * 1024 });
      if (digestOf(bytes) !== name) throw malformed(file, `manifest ${name.slice(7, 19)} is damaged`);
      return { bytes, digest: name, mediaType: '' };
    },
    read,
  };
}
