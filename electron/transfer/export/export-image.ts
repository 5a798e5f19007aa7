/** Registry → file or folder, without Docker. */
import { resolve } from 'node:path';
import { formatImageReference, type ImageReference, manifestName } from '../../../shared/ecr/image-reference';
import { AppError } from '../../../shared/errors';
import type { JobOutcome } from '../../../shared/model/moving/job';
import type { ExportImage } from '../../../shared/model/moving/transfer';
import type { ContentSource, RawManifest } from '../../registry/content';
import { blobPath } from '../archive/tree-source';
import { chooseImage } from '../content/choose-platform';
import { inParallel } from '../content/in-parallel';
import { isForeign, type Manifest, parseManifest } from '../content/manifest';
import { readTree } from '../content/read-tree';
import { readableBlob } from '../content/readable-blob';
import { explained } from '../explained';
import type { RegistryAccess, TransferContext } from '../ports';
import { ProgressBoard } from '../progress-board';
import { dockerManifest, layoutIndex, OCI_LAYOUT } from './layout-files';
import { folderWriter, type LayoutWriter, tarWriter } from './layout-writers';
import { writeWhole } from './write-whole';

export interface ImageExport extends Pick<ExportImage, 'format'> {
  reference: ImageReference;
  profile?: string;
  /**
   * `OS/ARCH[/VARIANT]` to take out of an index. Unless told an archive for `docker load` has Linux on this machine's processor, and the
   * OCI forms have every platform.
   */
  platform?: string;
  /** File, or folder for `oci-folder`. */
  file: string;
}

const OWN_PLATFORM = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;

/** Every byte is verified on its way, and the name is given at the end: no half archive ever has it. */
export async function exportImage(access: RegistryAccess, { reference, profile, platform, format = 'docker-archive', file }: ImageExport, { signal, report }: TransferContext): Promise<JobOutcome> {
  const board = new ProgressBoard(report);
  const path = resolve(file);
  return explained(access, () => profile, async () => {
    board.step('Reading manifests');
    const source = (await access.client(reference.host, profile)).repository(reference.repository);
    const manifests = await wanted({ source, root: await source.manifest(manifestName(reference), signal), platform: platform ?? (format === 'docker-archive' ? OWN_PLATFORM : undefined), signal });
    const named = reference.digest === undefined && reference.tag === undefined ? { ...reference, tag: 'latest' } : reference;
    board.step('Downloading');
    const kind = format === 'oci-folder' ? 'folder' : 'file';
    const write = (temporary: string): Promise<void> =>
      writeImage({ writer: kind === 'folder' ? folderWriter(temporary) : tarWriter(temporary), manifests, source, board, name: nameOf(named), platform: platform ?? OWN_PLATFORM }, signal);
    await writeWhole(path, write, { kind });
    return { reference: formatImageReference(named), digest: manifests[0].raw.digest, file: path };
  });
}

/** The root first, then all below it that is to be written. */
type Manifests = [Manifest, ...Manifest[]];

async function wanted({ source, root, platform, signal }: { source: ContentSource; root: RawManifest; platform: string | undefined; signal: AbortSignal }): Promise<Manifests> {
  if (platform !== undefined) return [await chooseImage({ source, root, platform, signal })];
  const first = parseManifest(root);
  const [, ...others] = await readTree(source, first, signal);
  return [first, ...others];
}

/** The name `docker load` gives the image; one asked for by digest alone stays unnamed. */
const nameOf = ({ host, repository, tag }: ImageReference): string | undefined => (tag === undefined ? undefined : formatImageReference({ host, repository, tag }));

interface ImageToWrite {
  writer: LayoutWriter;
  manifests: Manifests;
  source: ContentSource;
  board: ProgressBoard;
  name: string | undefined;
  /** What `docker load` takes of an index. */
  platform: string;
}

async function writeImage({ writer, manifests, source, board, name, platform }: ImageToWrite, signal: AbortSignal): Promise<void> {
  const [root] = manifests;
  const images = manifests.flatMap((manifest) => (manifest.kind === 'image' ? [manifest] : []));
  const blobs = [...new Map(images.flatMap(({ config, layers }) => [config, ...layers.filter((layer) => !isForeign(layer))]).map((blob) => [blob.digest, blob])).values()];
  for (const { digest, size } of blobs) board.add({ id: digest, label: digest.slice(7, 19), totalBytes: size });
  try {
    await inParallel({ items: blobs, limit: writer.atOnce, signal }, async (blob, stop) => {
      board.change(blob.digest, { state: 'running', note: 'Downloading' });
      const bytes = readableBlob(source, blob, stop);
      // It may fail while the writer still makes a folder for it; whoever then reads it meets the failure.
      bytes.on('error', () => undefined);
      // Counting alone must not set it flowing: what arrives before the writer takes it would be lost.
      bytes.pause();
      bytes.on('data', (chunk: Buffer) => board.advance(blob.digest, chunk.byteLength));
      await writer.addBlob(blobPath(blob.digest), blob.size, bytes);
      board.change(blob.digest, { state: 'done', note: 'Downloaded', doneBytes: blob.size });
    });
    board.step('Writing');
    for (const { raw } of manifests) await writer.addText(blobPath(raw.digest), raw.bytes);
    const loadable = dockerManifest(manifests, { name, platform });
    if (loadable !== undefined) await writer.addText('manifest.json', loadable);
    await writer.addText('index.json', layoutIndex(root.raw, name));
    await writer.addText('oci-layout', OCI_LAYOUT);
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
    await writer.finish();
  } catch (thrown) {
    await writer.abandon();
    throw signal.aborted ? new AppError('cancelled', 'Cancelled.', { cause: thrown }) : thrown;
  }
}
