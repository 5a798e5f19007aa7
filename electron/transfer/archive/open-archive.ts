/** A file or folder with an image, whatever its form: `docker save`, OCI layout; tar, tar.gz or folder. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../../shared/errors';
import type { ContentSource, RawManifest } from '../../registry/content';
import { codeOf } from '../../registry/registry-errors';
import { fileError } from '../file-errors';
import { parseManifest } from '../content/manifest';
import { readDockerArchive } from './docker-archive';
import { type FileTree, malformed } from './file-tree';
import { openFolder } from './folder-tree';
import { readOciLayout } from './oci-layout';
import { openTar } from './tar-tree';

export interface OpenArchive {
  source: ContentSource;
  root: RawManifest;
  /** Removes what was unpacked on the side. */
  close(): Promise<void>;
}

/** @throws AppError `file-not-found`, `file-malformed`, `unsupported`, `disk-full`; then nothing is left behind. */
export async function openArchive({ file, temporaryFolder, signal }: { file: string; temporaryFolder: string; signal: AbortSignal }): Promise<OpenArchive> {
  const found = await stat(file).catch((thrown: unknown) => {
    throw fileError(thrown, file);
  });
  const scratch = await mkdtemp(join(temporaryFolder, 'berth-archive-'));
  const close = (): Promise<void> => rm(scratch, { recursive: true, force: true });
  try {
    const tree = found.isDirectory() ? openFolder(file) : await openTar(await plainTar({ file, scratch, signal }), basename(file));
    return { ...(await readAny({ tree, file: basename(file), scratch, signal })), close };
  } catch (thrown) {
    await close();
    throw fileError(thrown, file);
  }
}

async function readAny(archive: { tree: FileTree; file: string; scratch: string; signal: AbortSignal }): Promise<{ source: ContentSource; root: RawManifest }> {
  const { tree, file } = archive;
  const [oci, saved] = [await tree.size('index.json'), await tree.size('manifest.json')];
  if (oci !== undefined) {
    const layout = await readOciLayout(tree, file);
    // Docker from 25 on saves both forms, with layers as bare tar: those are worth compressing before a push.
    const manifest = parseManifest(layout.root);
    const bare = manifest.kind === 'image' && manifest.layers.some(({ mediaType }) => mediaType.endsWith('.tar'));
    if (saved === undefined || !bare) return layout;
  }
  if (saved === undefined) throw malformed(file, 'it has neither an index.json nor a manifest.json');
  return readDockerArchive(archive);
}

/** The path of the tar itself: a gzip'd one is unpacked to the scratch folder first. */
async function plainTar({ file, scratch, signal }: { file: string; scratch: string; signal: AbortSignal }): Promise<string> {
  const handle = await open(file, 'r');
  const magic = Buffer.alloc(2);
  await handle.read(magic, 0, 2, 0).finally(() => handle.close());
  if (magic.toString('hex') !== '1f8b') return file;
  const plain = join(scratch, 'archive.tar');
  try {
    await pipeline(createReadStream(file), createGunzip(), createWriteStream(plain, { mode: 0o600 }), { signal });
  } catch (thrown) {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: thrown });
    if (codeOf(thrown)?.startsWith('Z_') === true) throw malformed(basename(file), 'its compression is damaged', thrown);
    throw thrown;
  }
  return plain;
}
