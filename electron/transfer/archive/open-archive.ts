/** A file or folder with an image, whatever its form: `docker save`, OCI layout; folder or tar, also gzip or zstd compressed. */
import { rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { scratchFolder } from '../../files/scratch-folder';
import type { ContentSource, RawManifest } from '../../registry/content';
import { fileError } from '../file-errors';
import { catalogue } from './catalogue';
import { chosenImage } from './catalogued-image';
import type { SavedImage } from './docker-archive';
import type { FileTree } from './file-tree';
import { openTree } from './open-tree';
import { treeSource } from './tree-source';

/** An image of an archive: ready as it is, or as `docker save` has it, its layers still to be compressed. */
export type ArchiveContent = { format: 'oci-layout'; source: ContentSource; root: RawManifest } | { format: 'docker-archive'; tree: FileTree; saved: SavedImage };

export interface OpenArchive {
  /** Its file or folder name, for messages. */
  name: string;
  /** A folder for files on the side; it goes with `close`. */
  scratch: string;
  content: ArchiveContent;
  /** Removes what was unpacked on the side. */
  close(): Promise<void>;
}

export interface ArchiveToOpen {
  file: string;
  /** A name, tag or digest; the only image unless told. */
  image?: string;
  temporaryFolder: string;
  signal: AbortSignal;
}

/** @throws AppError `file-not-found`, `file-malformed`, `image-not-found`, `invalid-input`, `disk-full`; then nothing is left behind. */
export async function openArchive({ file, image, temporaryFolder, signal }: ArchiveToOpen): Promise<OpenArchive> {
  await stat(file).catch((thrown: unknown) => {
    throw fileError(thrown, file);
  });
  const name = basename(file);
  const scratch = await scratchFolder(temporaryFolder, 'berth-archive');
  const close = (): Promise<void> => rm(scratch, { recursive: true, force: true });
  try {
    const tree = await openTree({ file, scratch, signal });
    return { name, scratch, content: await contentOf(tree, { name, image }), close };
  } catch (thrown) {
    await close();
    throw fileError(thrown, file);
  }
}

async function contentOf(tree: FileTree, { name, image }: { name: string; image: string | undefined }): Promise<ArchiveContent> {
  const found = await catalogue(tree, name);
  const asked = { wanted: image, file: name };
  if (found.format === 'docker-archive') return { format: found.format, tree, saved: chosenImage(found.images, asked).saved };
  return { format: found.format, source: treeSource(tree, name), root: chosenImage(found.images, asked).root };
}
