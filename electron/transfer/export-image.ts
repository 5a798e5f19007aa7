/** Registry → file, without Docker: an archive that `docker load` takes and that is an OCI layout as well. */
import { setMaxListeners } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack as packTar, type Pack } from 'tar-stream';
import { formatImageReference, type ImageReference, manifestName } from '../../shared/ecr/image-reference';
import { AppError } from '../../shared/errors';
import type { JobOutcome } from '../../shared/model/job';
import type { ContentSource, Descriptor } from '../registry/content';
import { chooseImage } from './content/choose-platform';
import { readableBlob } from './content/readable-blob';
import { explained } from './explained';
import { fileError } from './file-errors';
import type { Manifest } from './content/manifest';
import type { RegistryAccess, TransferContext } from './ports';
import { ProgressBoard } from './progress-board';

export interface ImageExport {
  reference: ImageReference;
  profile?: string;
  /** `OS/ARCH[/VARIANT]` to take out of an index; Linux on this machine's processor unless told. */
  platform?: string;
  file: string;
}

/** Writes a temporary file beside `file` and renames it at the end: no half archive ever has the name. */
export async function exportImage(access: RegistryAccess, { reference, profile, platform = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`, file }: ImageExport, { signal, report }: TransferContext): Promise<JobOutcome> {
  const board = new ProgressBoard(report);
  return explained(access, () => profile, async () => {
    board.step('Reading manifests');
    const source = (await access.client(reference.host, profile)).repository(reference.repository);
    const root = await source.manifest(manifestName(reference), signal);
    const image = await chooseImage({ source, root, platform, signal });
    const named = reference.digest === undefined && reference.tag === undefined ? { ...reference, tag: 'latest' } : reference;
    board.step('Downloading');
    await writeWhole(resolve(file), (temporary) => writeArchive({ temporary, image, source, board, signal, tag: loadName(named) }));
    return { reference: formatImageReference(named), digest: image.raw.digest, file: resolve(file) };
  });
}

/** The name `docker load` gives the image; one asked for by digest alone stays unnamed. */
const loadName = ({ host, repository, tag }: ImageReference): string | undefined => (tag === undefined ? undefined : formatImageReference({ host, repository, tag }));

async function writeWhole(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(dirname(file), '.berth-'));
    const temporary = join(folder, basename(file));
    await write(temporary);
    const handle = await open(temporary, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(temporary, file);
  } catch (thrown) {
    throw folder === undefined ? fileError(thrown, dirname(file)) : fileError(thrown, file);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

interface Archive {
  temporary: string;
  image: Manifest & { kind: 'image' };
  source: ContentSource;
  board: ProgressBoard;
  signal: AbortSignal;
  tag: string | undefined;
}

async function writeArchive({ temporary, image, source, board, signal, tag }: Archive): Promise<void> {
  const stop = new AbortController();
  // fetch leaves its listeners until it is collected, which Node takes for a leak after ten requests.
  setMaxListeners(0, stop.signal);
  const forward = (): void => stop.abort(signal.reason);
  signal.addEventListener('abort', forward);
  if (signal.aborted) forward();
  const pack = packTar();
  const written = pipeline(pack, createWriteStream(temporary, { flags: 'wx', mode: 0o644 }));
  const fill = async (): Promise<void> => {
    const blobs = [...new Map([image.config, ...image.layers].map((blob) => [blob.digest, blob])).values()];
    for (const { digest, size } of blobs) board.add({ id: digest, label: digest.slice(7, 19), totalBytes: size });
    for (const blob of blobs) await addBlob({ pack, blob, source, board, signal: stop.signal });
    const { raw, config, layers } = image;
    addText(pack, blobPath(raw.digest), raw.bytes);
    addText(pack, 'manifest.json', JSON.stringify([{ Config: blobPath(config.digest), RepoTags: tag === undefined ? null : [tag], Layers: layers.map(({ digest }) => blobPath(digest)) }]));
    const annotations = tag === undefined ? {} : { annotations: { 'io.containerd.image.name': tag, 'org.opencontainers.image.ref.name': tag.slice(tag.lastIndexOf(':') + 1) } };
    const manifests = [{ mediaType: raw.mediaType, digest: raw.digest, size: raw.bytes.byteLength, ...annotations }];
    addText(pack, 'index.json', JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests }));
    addText(pack, 'oci-layout', JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    pack.finalize();
  };
  try {
    // Whichever fails first decides; a full disk ends the writing while a layer is still being fetched.
    await Promise.all([written, fill()]);
  } catch (thrown) {
    throw signal.aborted ? new AppError('cancelled', 'Cancelled.', { cause: thrown }) : thrown;
  } finally {
    stop.abort();
    signal.removeEventListener('abort', forward);
    pack.destroy();
    await written.catch(() => undefined);
  }
}

const blobPath = (digest: string): string => `blobs/sha256/${digest.slice('sha256:'.length)}`;

function addText(pack: Pack, name: string, content: string | Buffer): void {
  pack.entry({ name, mtime: EPOCH }, Buffer.from(content));
}

/** Archives of the same image are the same bytes. */
const EPOCH = new Date(0);

async function addBlob({ pack, blob, source, board, signal }: { pack: Pack; blob: Descriptor; source: ContentSource; board: ProgressBoard; signal: AbortSignal }): Promise<void> {
  board.change(blob.digest, { state: 'running', note: 'Downloading' });
  const entry = pack.entry({ name: blobPath(blob.digest), size: blob.size, mtime: EPOCH });
  const bytes = readableBlob(source, blob, signal);
  bytes.on('data', (chunk: Buffer) => board.advance(blob.digest, chunk.byteLength));
  await pipeline(bytes, entry);
  board.change(blob.digest, { state: 'done', note: 'Downloaded', doneBytes: blob.size });
}
