import { z } from 'zod';
import { isDigest } from '../../../shared/ecr/names';
import { AppError } from '../../../shared/errors';
import type { ContentSource, RawManifest } from '../../registry/content';
import { type FileTree, malformed, readSmall } from './file-tree';
import { treeSource } from './tree-source';

const Index = z.object({ manifests: z.array(z.object({ mediaType: z.string().default(''), digest: z.string().refine(isDigest), size: z.number() })) });

/** The one image or index of an OCI layout, its bytes kept as they are. @throws AppError `file-malformed`. */
export async function readOciLayout(tree: FileTree, file: string): Promise<{ source: ContentSource; root: RawManifest }> {
  const index = Index.safeParse(parseJson(await readSmall(tree, 'index.json', { file })));
  if (!index.success) throw malformed(file, 'its index.json is damaged');
  const unique = [...new Map(index.data.manifests.map((manifest) => [manifest.digest, manifest])).values()];
  const only = unique[0];
  if (only === undefined) throw malformed(file, 'it holds no image');
  if (unique.length > 1) {
    throw new AppError('unsupported', `${file} holds ${unique.length} images.`, { hint: 'Save the one you want into a file of its own.' });
  }
  const source = treeSource({ tree, file, pathOf: (digest) => `blobs/sha256/${digest.slice('sha256:'.length)}` });
  const root = await source.manifest(only.digest, new AbortController().signal);
  return { source, root: { ...root, mediaType: only.mediaType } };
}

/** JSON of a small file, or undefined. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
