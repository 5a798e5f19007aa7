import type { Image } from '../../../shared/model/image';
import type { RepositoryKey } from '../../../shared/model/repository';
import type { EcrClients } from '../ports';
import { platformOfConfig, readManifest } from './manifest-platforms';
import { readConfig, type FetchBytes } from './read-config';
import { readManifests } from './read-manifests';

const PARALLEL = 8;

/** What reading manifests taught about images, by digest. */
export type PlatformNotes = Map<string, { platforms?: string[]; childOf?: string }>;

export const isIndex = (image: Image): boolean => /image\.index|manifest\.list/.test(image.mediaType ?? '');

/**
 * Reads the manifests of `images` (in batches of 100), and the configs of those that are no index, for their
 * platforms. Children of an index get theirs, and `childOf`, from the index alone. A config that cannot be read
 * leaves its image without platforms. @throws AppError when ECR refuses the manifests.
 */
export async function readPlatforms(
  clients: EcrClients,
  key: RepositoryKey,
  input: { images: readonly Image[]; fetchBytes: FetchBytes },
): Promise<PlatformNotes> {
  const notes: PlatformNotes = new Map();
  const configs: { image: string; config: string }[] = [];
  const readings = await readManifests(
    clients,
    key,
    input.images.map((image) => image.digest),
  );
  for (const image of input.images) {
    const reading = readManifest(readings.get(image.digest) ?? '');
    if (reading.kind === 'index') {
      notes.set(image.digest, { ...notes.get(image.digest), platforms: reading.platforms });
      for (const { digest, platform } of reading.children) {
        notes.set(digest, { platforms: platform === undefined ? [] : [platform], childOf: image.digest });
      }
    } else if (reading.kind === 'image') {
      configs.push({ image: image.digest, config: reading.configDigest });
    } else {
      notes.set(image.digest, { ...notes.get(image.digest), platforms: [] });
    }
  }
  const waiting = configs.filter(({ image }) => !notes.has(image));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const platform = await configPlatform(clients, key, {
        digest: next.config,
        fetchBytes: input.fetchBytes,
      });
      notes.set(next.image, { platforms: platform === undefined ? [] : [platform] });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return notes;
}

async function configPlatform(
  clients: EcrClients,
  key: RepositoryKey,
  from: { digest: string; fetchBytes: FetchBytes },
) {
  try {
    const text = await readConfig(clients, key, from);
    return text === undefined ? undefined : platformOfConfig(text);
  } catch {
    // A platform is an extra: a profile that may list but not download still sees its images.
    return undefined;
  }
}
