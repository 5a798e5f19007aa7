import { AppError } from '../../../shared/errors';
import type { Descriptor } from '../../registry/content';
import type { RegistryRepository } from '../../registry/registry-client';
import type { BlobLedger } from '../content/blob-ledger';
import { inParallel } from '../content/in-parallel';
import type { KnownLayers } from './known-layers';

const AT_ONCE = 24;

export interface LayersToFind {
  diffIds: readonly string[];
  known: KnownLayers;
  target: RegistryRepository;
  ledger: BlobLedger;
}

/** Which layers the target has, or takes from another of its repositories, by their plain digest: these are neither read nor pressed. */
export async function presentLayers({ diffIds, known, target, ledger }: LayersToFind, signal: AbortSignal): Promise<Map<string, Descriptor>> {
  const present = new Map<string, Descriptor>();
  const layers = [...new Set(diffIds)].flatMap((diffId) => {
    const layer = known.layer(diffId);
    return layer === undefined ? [] : [{ diffId, layer }];
  });
  await inParallel({ items: layers, limit: AT_ONCE, signal }, async ({ diffId, layer: { places, ...descriptor } }, stop) => {
    const elsewhere = places.filter((place) => place.startsWith(`${target.host}/`)).map((place) => place.slice(target.host.length + 1));
    const from = elsewhere.filter((name) => name !== target.name).at(-1);
    const there = (await target.hasBlob(descriptor.digest, stop)) || (from !== undefined && (await mounts({ target, descriptor, from }, stop)));
    if (!there) return;
    ledger.note({ host: target.host, repository: target.name, digest: descriptor.digest });
    present.set(diffId, descriptor);
  });
  return present;
}

/** False when the registry would rather have the bytes, which are not at hand; the upload that it opened ends by itself. */
async function mounts({ target, descriptor, from }: { target: RegistryRepository; descriptor: Descriptor; from: string }, signal: AbortSignal): Promise<boolean> {
  try {
    const send = (): Promise<void> => Promise.reject(new AppError('layer-missing', 'The layer is not at hand.'));
    return (await target.uploadBlob({ descriptor, mountFrom: from, send, signal })) === 'mounted';
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    // Whatever a mount fails with, sending the bytes is the other way; what is truly wrong shows there.
    return false;
  }
}
