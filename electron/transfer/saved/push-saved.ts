/** A saved image into a registry: its layers pressed and sent while it is still being read, its manifest last. */
import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import type { Descriptor, RawManifest } from '../../registry/content';
import type { RegistryRepository } from '../../registry/registry-client';
import { parseJson, shown } from '../archive/file-tree';
import { SavedImages } from '../archive/docker-archive';
import { DamagedCompression } from '../archive/compression';
import { malformed } from '../archive/malformed';
import { BlobLedger } from '../content/blob-ledger';
import { copyBlob } from '../content/copy-blob';
import { copyContent } from '../content/copy-content';
import { WorthAsking } from '../content/worth-asking';
import type { ProgressBoard } from '../progress-board';
import { imageManifest, layerType, type MadeLayer, withLabels } from './image-manifest';
import type { KnownLayers } from './known-layers';
import { wholeImage } from './saved-layout';
import type { SavedEntry } from './saved-entries';
import { type Layer, madeLayer, SavedIntake } from './saved-intake';
import { diffIdOf } from './spool';
import { Uploads } from './uploads';

export interface SavedPush {
  entries: AsyncIterable<SavedEntry>;
  /** Name of the archive or image, for messages. */
  name: string;
  /** Plain bytes of it, as far as they are known; 0 when not. */
  bytes: number;
  /** An empty folder for layers on their way. */
  scratch: string;
  target: RegistryRepository;
  tag: string;
  labels?: Readonly<Record<string, string>>;
  ledger?: BlobLedger;
  /** What is learned of layers goes there. */
  known: KnownLayers;
  /** Layers (by their plain digest) whose blob the target has. */
  present: ReadonlyMap<string, Descriptor>;
  board: ProgressBoard;
}

const Config = z.object({ rootfs: z.object({ diff_ids: z.array(z.string()).nullish().transform((ids) => ids ?? []) }) });
/** Layers sent at a time while others are pressed. */
const AT_ONCE = 6;

/** @throws AppError `file-malformed` where the archive is not what it says, and what the registry answers; the tag is as it was then. */
export async function pushSaved(push: SavedPush, signal: AbortSignal): Promise<{ digest: string }> {
  const { board, target, tag, ledger = new BlobLedger() } = push;
  const uploads = new Uploads({ limit: AT_ONCE, signal });
  try {
    board.step('Pushing');
    const intake = new SavedIntake({ ...push, ledger, uploads, present: (path) => presentAt(push, path), ...(hasUnnamed(push) && { presentUnnamed: (diffId: string) => push.present.get(diffId) }) });
    await intake.take(push.entries);
    const layout = wholeImage(intake, push.name);
    if (layout !== undefined) {
      if (Object.keys(push.labels ?? {}).length > 0) throw noLabels();
      await uploads.done();
      return await copyContent({ source: intake.ready, target, root: layout, tag, ledger, board }, { signal, report: () => undefined });
    }
    const { config, layers } = await savedImage(intake, push, uploads.signal);
    const configured = withLabels(config, push.labels);
    const root = imageManifest(configured, layers);
    intake.ready.addText(root.config.digest, configured);
    board.add({ id: root.config.digest, label: 'config', totalBytes: configured.byteLength });
    uploads.add((stop) => copyBlob({ source: intake.ready, target, descriptor: root.config, mountFrom: undefined, ledger, worthAsking: new WorthAsking(), board }, stop));
    await uploads.done();
    await putRoot({ target, tag, root, board }, signal);
    return { digest: root.digest };
  } catch (thrown) {
    const first = await uploads.end(thrown);
    throw signal.aborted ? new AppError('cancelled', 'Cancelled.', { cause: first }) : first;
  }
}

/** A tag that names this very image already is left alone: an immutable one may not be written again. */
async function putRoot({ target, tag, root, board }: { target: RegistryRepository; tag: string; root: RawManifest; board: ProgressBoard }, signal: AbortSignal): Promise<void> {
  board.step('Writing the manifest');
  const there = await target.headManifest(tag, signal).catch((thrown: unknown) => {
    // Who may push without reading finds nothing there.
    if (thrown instanceof AppError && thrown.code === 'access-denied') return undefined;
    throw thrown;
  });
  if (there?.digest !== root.digest) await target.putManifest(tag, root, signal);
}

/** Config and layers in their order, each compared with the digest that the configuration has of it. */
async function savedImage(intake: SavedIntake, { name, known, target }: SavedPush, signal: AbortSignal): Promise<{ config: Buffer; layers: MadeLayer[] }> {
  const text = intake.text('manifest.json');
  if (text === undefined) throw malformed(name, 'it has no manifest.json');
  const image = SavedImages.safeParse(parseJson(text)).data?.[0];
  const config = image === undefined ? undefined : intake.text(image.Config);
  if (image === undefined || config === undefined) throw malformed(name, 'its manifest.json is damaged');
  const diffIds = Config.safeParse(parseJson(config)).data?.rootfs.diff_ids;
  if (diffIds === undefined) throw malformed(name, 'the image’s configuration is damaged');
  if (diffIds.length !== image.Layers.length) throw malformed(name, 'its layers are not those of its configuration');
  const layers: MadeLayer[] = [];
  for (const [index, path] of image.Layers.entries()) {
    const found = intake.layer(path);
    if (found === undefined) throw malformed(name, `${shown(path)} is missing`);
    const diffId = await plainDigest(found.layer, { name, path, signal });
    if (diffId !== diffIds[index]) throw malformed(name, `${shown(path)} is not the layer that its configuration names`);
    const layer = madeLayer(found.layer);
    known.notePath(found.path, diffId);
    known.noteLayer(diffId, { ...layer, mediaType: layerType(layer.compression) }, { host: target.host, repository: target.name });
    layers.push(layer);
  }
  return { config, layers };
}

async function plainDigest(layer: Layer, { name, path, signal }: { name: string; path: string; signal: AbortSignal }): Promise<string> {
  if (layer.kind === 'present') return layer.diffId;
  try {
    return await diffIdOf(layer.spooled, signal);
  } catch (thrown) {
    throw thrown instanceof DamagedCompression ? malformed(name, `${shown(path)} is damaged`, thrown) : thrown;
  }
}

/** Docker from 25 on names a layer's file by its digest; before, by an id that stays the same for the same layers below. */
function presentAt({ known, present }: SavedPush, path: string): { diffId: string; descriptor: Descriptor } | undefined {
  const hex = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path)?.[1];
  const diffId = hex === undefined ? known.diffIdAt(path) : `sha256:${hex}`;
  const descriptor = diffId === undefined ? undefined : present.get(diffId);
  return diffId === undefined || descriptor === undefined ? undefined : { diffId, descriptor };
}

/** Whether the target has layers that are not to be told by their paths: learned from a registry, or the top of another image. */
const hasUnnamed = ({ known, present }: SavedPush): boolean => [...present.keys()].some((diffId) => !known.isNamed(diffId));

const noLabels = (): AppError =>
  new AppError('unsupported', 'Docker keeps this image as it was pulled, and labels would change it.', { hint: 'Push it without labels, or build it with them.' });
