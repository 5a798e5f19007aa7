/** A `docker save` archive as an image: layers are compressed where they are not, and a manifest is made. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import type { ContentSource, Descriptor, RawManifest } from '../../registry/content';
import { DOCKER_CONFIG, DOCKER_LAYER_GZIP, DOCKER_MANIFEST } from '../../registry/media-types';
import { digestOf } from '../../registry/registry-client';
import { type FileTree, malformed, readSmall } from './file-tree';
import { parseJson } from './oci-layout';
import { treeSource } from './tree-source';

const Saved = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()).nullable().transform((layers) => layers ?? []) }));
const Config = z.object({ rootfs: z.object({ diff_ids: z.array(z.string()).nullish().transform((ids) => ids ?? []) }) });

interface Layer {
  descriptor: Descriptor;
  /** Where its compressed bytes lie: in the tree, or in the scratch folder. */
  path?: string;
  scratch?: string;
}

export interface DockerArchive {
  tree: FileTree;
  file: string;
  /** Folder for compressed layers; the caller removes it. */
  scratch: string;
  signal: AbortSignal;
}

/** @throws AppError `file-malformed`, also where a layer is not the one that the config names. */
export async function readDockerArchive({ tree, file, scratch, signal }: DockerArchive): Promise<{ source: ContentSource; root: RawManifest }> {
  const saved = Saved.safeParse(parseJson(await readSmall(tree, 'manifest.json', { file })));
  const image = saved.data?.[0];
  if (image === undefined) throw malformed(file, 'its manifest.json is damaged');
  if ((saved.data?.length ?? 0) > 1) throw new AppError('unsupported', `${file} holds several images.`, { hint: 'Save the one you want into a file of its own.' });
  const configBytes = await readSmall(tree, image.Config, { file });
  const config = Config.safeParse(parseJson(configBytes));
  if (!config.success) throw malformed(file, 'the image’s configuration is damaged');
  const diffIds = config.data.rootfs.diff_ids;
  if (diffIds.length !== image.Layers.length) throw malformed(file, 'its layers are not those of its configuration');

  const layers: Layer[] = [];
  for (const [index, path] of image.Layers.entries()) {
    layers.push(await readLayer({ tree, file, path, diffId: diffIds[index] as string, signal, scratch: join(scratch, `layer-${index}.gz`) }));
  }
  const configDigest = digestOf(configBytes);
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: DOCKER_MANIFEST,
      config: { mediaType: DOCKER_CONFIG, size: configBytes.byteLength, digest: configDigest },
      layers: layers.map(({ descriptor: { mediaType, size, digest } }) => ({ mediaType, size, digest })),
    }),
  );
  const root: RawManifest = { mediaType: DOCKER_MANIFEST, digest: digestOf(manifest), bytes: manifest };
  const byDigest = new Map(layers.map((layer) => [layer.descriptor.digest, layer]));
  const source = treeSource({
    tree,
    file,
    pathOf: (digest) => (digest === configDigest ? image.Config : byDigest.get(digest)?.path),
    openOther: (digest) => {
      const where = byDigest.get(digest)?.scratch;
      return where === undefined ? undefined : createReadStream(where);
    },
    made: new Map([[root.digest, root]]),
  });
  return { source, root };
}

interface LayerFile extends Pick<DockerArchive, 'tree' | 'file' | 'scratch' | 'signal'> {
  path: string;
  diffId: string;
}

/** One pass over a layer: its compressed digest and size, and its diff id compared with the config's. */
async function readLayer({ tree, file, path, diffId, scratch, signal }: LayerFile): Promise<Layer> {
  if ((await tree.size(path)) === undefined) throw malformed(file, `${path} is missing`);
  const magic: Buffer[] = [];
  for await (const chunk of await tree.read(path, { start: 0, end: 4 })) magic.push(chunk as Buffer);
  const first = Buffer.concat(magic).toString('hex');
  if (first === '28b52ffd') throw new AppError('unsupported', `${file} has layers compressed with zstd.`, { hint: 'Save it again with gzip, or as an OCI layout.' });
  const gzipped = first.startsWith('1f8b');
  const compressed = counting();
  const plain = counting();
  try {
    if (gzipped) {
      await pipeline(await tree.read(path), compressed.stream, createGunzip(), plain.stream, nowhere(), { signal });
    } else {
      await pipeline(await tree.read(path), plain.stream, createGzip(), compressed.stream, createWriteStream(scratch, { mode: 0o600 }), { signal });
    }
  } catch (thrown) {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: thrown });
    if (gzipped) throw malformed(file, `${path} is damaged`, thrown);
    throw thrown;
  }
  if (plain.digest() !== diffId) throw malformed(file, `${path} is not the layer that its configuration names`);
  const descriptor: Descriptor = { mediaType: DOCKER_LAYER_GZIP, digest: compressed.digest(), size: compressed.size() };
  return gzipped ? { descriptor, path } : { descriptor, scratch };
}

function counting(): { stream: Transform; digest: () => string; size: () => number } {
  const hash = createHash('sha256');
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.byteLength;
      done(null, chunk);
    },
  });
  return { stream, digest: () => `sha256:${hash.copy().digest('hex')}`, size: () => size };
}

/** Reads on without keeping anything: the bytes are only hashed. */
function nowhere(): PassThrough {
  const end = new PassThrough();
  end.resume();
  return end;
}
