import type { LocalImage } from '../../docker/docker-engine';
import type { RegistryClient } from '../../registry/registry-client';
import { parseManifest } from '../content/manifest';
import type { KnownLayers } from './known-layers';

/** Images that may share layers with the one to push; asking about more would take longer than it saves. */
const MOST_ASKED = 8;

export interface LearnFrom {
  image: Pick<LocalImage, 'id' | 'diffIds' | 'digests'>;
  docker: { listImages(): Promise<Pick<LocalImage, 'id' | 'digests'>[]>; inspectImage(id: string): Promise<LocalImage> };
  client: RegistryClient;
  known: KnownLayers;
}

/**
 * Learns the compressed form of layers that came from the target's registry, as part of this image or of one that it was made from. Never
 * fails: it saves work, and all of it can be done without.
 */
export async function learnLayers({ image, docker, client, known }: LearnFrom, signal: AbortSignal): Promise<void> {
  const isMissing = (): boolean => image.diffIds.some((diffId) => known.layer(diffId) === undefined);
  try {
    if (!isMissing()) return;
    await learnFrom({ image, client, known }, signal);
    if (!isMissing()) return;
    const others = (await docker.listImages()).filter(({ id, digests }) => id !== image.id && placesOf(digests, client.host).length > 0).slice(0, MOST_ASKED);
    for (const { id } of others) {
      signal.throwIfAborted();
      const other = await docker.inspectImage(id);
      // A layer is the same only above the same ones; but its bytes are by its digest alone.
      if (other.diffIds.some((diffId) => image.diffIds.includes(diffId) && known.layer(diffId) === undefined)) await learnFrom({ image: other, client, known }, signal);
    }
  } catch {
    // Nothing is learned then.
  }
}

async function learnFrom({ image, client, known }: Pick<LearnFrom, 'image' | 'client' | 'known'>, signal: AbortSignal): Promise<void> {
  for (const { repository, digest } of placesOf(image.digests, client.host).slice(0, 2)) {
    const raw = await client.repository(repository).manifest(digest, signal).catch(() => undefined);
    const manifest = raw === undefined ? undefined : parseManifest(raw);
    // The engine's id of an image is its configuration's digest: so these are its very layers.
    if (manifest?.kind !== 'image' || manifest.config.digest !== image.id || manifest.layers.length !== image.diffIds.length) continue;
    for (const [index, layer] of manifest.layers.entries()) known.noteLayer(image.diffIds[index] as string, layer, { host: client.host, repository });
    return;
  }
}

/** Where in this registry the engine has an image from, or pushed it to. */
const placesOf = (digests: readonly string[], host: string): { repository: string; digest: string }[] =>
  digests.flatMap((name) => {
    const [place = '', digest = ''] = name.split('@');
    return place.startsWith(`${host}/`) && digest !== '' ? [{ repository: place.slice(host.length + 1), digest }] : [];
  });
