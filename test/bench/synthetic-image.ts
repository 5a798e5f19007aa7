import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { OCI_INDEX, OCI_MANIFEST } from '../../electron/registry/media-types';
import { digestOf, type RegistryRepository } from '../../electron/registry/registry-client';

/** Platforms, layers of each, bytes of a layer. */
export interface Shape {
  platforms: number;
  layers: number;
  bytes: number;
}

const MiB = 1024 * 1024;

/** The images that copies are measured with: large layers, one huge, many small, an index. */
export const SHAPES = {
  a: { platforms: 1, layers: 10, bytes: 50 * MiB },
  b: { platforms: 1, layers: 1, bytes: 1024 * MiB },
  c: { platforms: 1, layers: 200, bytes: 100 * 1024 },
  d: { platforms: 3, layers: 5, bytes: 20 * MiB },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;

/** Which of them are measured (`BENCH_SHAPES=a,c`), and how often (`BENCH_ROUNDS`). */
export const shapes = (process.env.BENCH_SHAPES ?? 'a,b,c,d').split(',').filter((name): name is ShapeName => Object.hasOwn(SHAPES, name));
export const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

const never = new AbortController().signal;

/** Pushes an image whose layers hold a file of random bytes each under the tag `x`. Answers its digest. */
export async function pushSynthetic(repository: RegistryRepository, { platforms, layers, bytes }: Shape): Promise<string> {
  const manifests = [];
  for (let platform = 0; platform < platforms; platform += 1) {
    const blobs = [];
    const diffIds = [];
    for (let layer = 0; layer < layers; layer += 1) {
      const tar = await tarOf(`layer-${layer}`, randomBytes(bytes));
      diffIds.push(digestOf(tar));
      // Compressed in form only: some tools compress what does not look compressed, and that would not be the same work.
      blobs.push(await pushBlob(repository, gzipSync(tar, { level: 0 }), 'application/vnd.oci.image.layer.v1.tar+gzip'));
    }
    const architecture = ['amd64', 'arm64', 'riscv64'][platform] ?? 'other';
    const config = await pushBlob(
      repository,
      Buffer.from(JSON.stringify({ architecture, os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: diffIds } })),
      'application/vnd.oci.image.config.v1+json',
    );
    const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: blobs }));
    const digest = digestOf(manifest);
    await repository.putManifest(platforms === 1 ? 'x' : digest, { bytes: manifest, digest, mediaType: OCI_MANIFEST }, never);
    manifests.push({ mediaType: OCI_MANIFEST, digest, size: manifest.length, platform: { os: 'linux', architecture } });
  }
  if (manifests.length === 1) return manifests[0]?.digest ?? '';
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
  const digest = digestOf(index);
  await repository.putManifest('x', { bytes: index, digest, mediaType: OCI_INDEX }, never);
  return digest;
}

/** A layer that Docker can unpack. */
async function tarOf(name: string, bytes: Buffer): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name, mtime: new Date(0) }, bytes);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function pushBlob(repository: RegistryRepository, bytes: Buffer, mediaType: string) {
  const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
  await repository.uploadBlob({ descriptor, send: async (sink) => sink(bytes), signal: never });
  return descriptor;
}
