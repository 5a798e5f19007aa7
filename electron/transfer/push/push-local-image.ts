/** An image of the local Docker into a registry, round the engine's own push: saved, pressed on all cores, sent by our own client. */
import { rm } from 'node:fs/promises';
import { AppError } from '../../../shared/errors';
import { formatImageReference, type ImageReference } from '../../../shared/ecr/image-reference';
import type { JobOutcome } from '../../../shared/model/moving/job';
import type { DockerEngine, LocalImage } from '../../docker/docker-engine';
import { dockerError } from '../../docker/docker-errors';
import { scratchFolder } from '../../files/scratch-folder';
import type { RegistryRepository } from '../../registry/registry-client';
import { codeOf } from '../../registry/registry-errors';
import { BlobLedger } from '../content/blob-ledger';
import { explained } from '../explained';
import { fileError } from '../file-errors';
import type { RegistryAccess, TransferContext } from '../ports';
import { ProgressBoard } from '../progress-board';
import { KnownLayers } from '../saved/known-layers';
import { learnLayers } from '../saved/learn-layers';
import { presentLayers } from '../saved/present-layers';
import { pushSaved } from '../saved/push-saved';
import { streamedEntries } from '../saved/saved-entries';

export interface LocalPushPorts {
  docker: Pick<DockerEngine, 'inspectImage' | 'listImages' | 'save'>;
  access: RegistryAccess;
  temporaryFolder: string;
  ledger?: BlobLedger;
  /** What earlier pushes learned of layers. */
  known?: KnownLayers;
}

export interface LocalPush {
  /** Name or id. */
  image: string;
  reference: ImageReference;
  profile?: string;
  /** Labels on top of the image's own: what is pushed is another image then, of the same layers. */
  labels?: Readonly<Record<string, string>>;
}

/**
 * Sends what the target lacks. Nothing changes in the local Docker, and until the end nothing at the target's tag.
 * @throws AppError `local-image-not-found`, `docker-unavailable`, `cancelled`, and what the registry answers.
 */
export async function pushLocalImage(ports: LocalPushPorts, { image: name, reference, profile, labels }: LocalPush, { signal, report }: TransferContext): Promise<JobOutcome> {
  const { docker, access, temporaryFolder, ledger = new BlobLedger(), known = new KnownLayers() } = ports;
  const { host, repository, tag = 'latest' } = reference;
  const board = new ProgressBoard(report);
  board.step('Asking the registry');
  const image = await docker.inspectImage(name);
  await known.load();
  const changed = Object.keys(labels ?? {}).length > 0;
  const outcome = (digest: string): JobOutcome => ({ reference: formatImageReference({ host, repository, tag }), digest });
  return explained(access, () => profile, async () => {
    const client = await access.client(host, profile);
    const target = client.repository(repository);
    const before = changed ? undefined : await putAgain({ known, target, image, tag }, signal);
    if (before !== undefined) return outcome(before);
    await learnLayers({ image, docker, client, known }, signal);
    const present = await presentLayers({ diffIds: image.diffIds, known, target, ledger }, signal);
    const scratch = await scratchFolder(temporaryFolder, 'berth-push');
    try {
      board.step('Waiting for Docker');
      const stream = await docker.save(image.id, signal);
      const entries = streamedEntries(stream, { name, signal });
      const { digest } = await pushSaved({ entries, name, bytes: image.sizeBytes, scratch, target, tag, ledger, known, present, board, ...(labels !== undefined && { labels }) }, signal);
      if (!changed) known.noteImage(image.id, digest);
      await known.save();
      return outcome(digest);
    } catch (thrown) {
      throw failure(thrown, { name, scratch: temporaryFolder, signal });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
}

/** An image that was pushed before and is still in the repository: it gets its tag, and no byte of it moves. Its digest, or undefined. */
async function putAgain({ known, target, image, tag }: { known: KnownLayers; target: RegistryRepository; image: LocalImage; tag: string }, signal: AbortSignal): Promise<string | undefined> {
  const digest = known.manifestOf(image.id);
  if (digest === undefined) return undefined;
  const there = await target.headManifest(tag, signal).catch(unreadable);
  if (there?.digest === digest) return digest;
  const manifest = await target.manifest(digest, signal).catch(unreadable);
  if (manifest === undefined) return undefined;
  await target.putManifest(tag, manifest, signal);
  return digest;
}

/** Who may push without reading finds nothing there, and pushes. */
function unreadable(thrown: unknown): undefined {
  if (thrown instanceof AppError && (thrown.code === 'access-denied' || thrown.code === 'image-not-found')) return undefined;
  throw thrown;
}

function failure(thrown: unknown, { name, scratch, signal }: { name: string; scratch: string; signal: AbortSignal }): AppError {
  if (signal.aborted) return new AppError('cancelled', 'Cancelled.', { cause: thrown });
  if (thrown instanceof AppError) return thrown;
  if (['ENOSPC', 'EDQUOT'].includes(codeOf(thrown) ?? '')) return fileError(thrown, scratch);
  return dockerError(thrown, { host: 'its address', operation: 'save the image', image: name });
}
