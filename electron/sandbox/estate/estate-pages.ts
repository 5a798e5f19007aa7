/** Pages of the estate's lists, made row by row: nobody holds a registry of a hundred thousand repositories to show a thousand. */
import { invalidParameter } from '../api/api-error';
import type { RegistryState } from '../state';
import type { EstateRepository } from './estate';
import { imagesOf, settingsOf, type EstateImage } from './estate-image';
import type { EstateShelf } from './estate-shelf';

/** What a page begins with, and how many rows it may have. */
export interface PageRequest {
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

interface Page<T> {
  items: T[];
  nextToken?: string;
}

const DEFAULT_SIZE = 100;
const OWN = 'own:';

/**
 * Repositories of a registry: the estate's by number first, then those of the state by name.
 * @throws ApiError for a token that is none of this list.
 */
export function repositoryPage(shelf: EstateShelf, registry: RegistryState, { nextToken, maxResults = DEFAULT_SIZE }: PageRequest): Page<EstateRepository | string> {
  const estate = shelf.registry(registry);
  const from = decoded(nextToken, 'repositories');
  const items: (EstateRepository | string)[] = [];
  let index = from === undefined ? 0 : Number(from);
  if (estate !== undefined && from?.startsWith(OWN) !== true) {
    for (; index < estate.repositories; index += 1) {
      if (items.length === maxResults) return { items, nextToken: encoded('repositories', String(index)) };
      const at = shelf.estate.repository(estate, index);
      if (registry.taken === undefined || !Object.hasOwn(registry.taken, at.name)) items.push(at);
    }
  }
  const after = from?.startsWith(OWN) === true ? from.slice(OWN.length) : '';
  for (const name of Object.keys(registry.repositories).filter((each) => each > after).sort()) {
    if (items.length === maxResults) {
      const last = items[items.length - 1];
      return { items, nextToken: encoded('repositories', `${OWN}${typeof last === 'string' ? last : ''}`) };
    }
    items.push(name);
  }
  return { items };
}

/** Images of a repository that nobody changed, newest first. @throws ApiError for a token that is none of this list. */
export function imagePage(shelf: EstateShelf, at: EstateRepository, { nextToken, maxResults = DEFAULT_SIZE }: PageRequest): Page<EstateImage> {
  const start = Number(decoded(nextToken, at.name) ?? 0);
  const items: EstateImage[] = [];
  let index = 0;
  for (const image of imagesOf(shelf.estate, at)) {
    if (items.length === maxResults) return { items, nextToken: encoded(at.name, String(index)) };
    if (index >= start) items.push(image);
    index += 1;
  }
  return { items };
}

/** The repository's own description, with the names that the API gives them. */
export function describeEstateRepository(shelf: EstateShelf, registry: RegistryState, at: EstateRepository): object {
  const { createdAt, mutability, scanOnPush, encryptionType } = settingsOf(shelf.estate, at);
  return {
    repositoryArn: `arn:aws:ecr:${registry.region}:${registry.accountId}:repository/${at.name}`,
    registryId: registry.accountId,
    repositoryName: at.name,
    repositoryUri: `${registry.host}/${at.name}`,
    createdAt: createdAt / 1000,
    imageTagMutability: mutability,
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration: { encryptionType },
  };
}

export function describeEstateImage({ accountId }: RegistryState, { name }: EstateRepository, image: EstateImage): object {
  return {
    registryId: accountId,
    repositoryName: name,
    imageDigest: image.digest,
    ...(image.tags.length > 0 && { imageTags: image.tags }),
    imageSizeInBytes: image.sizeBytes,
    imagePushedAt: image.pushedAt / 1000,
    ...(image.scannedAt !== undefined && {
      imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
      imageScanFindingsSummary: {
        imageScanCompletedAt: image.scannedAt / 1000,
        vulnerabilitySourceUpdatedAt: image.scannedAt / 1000,
        findingSeverityCounts: image.findings ?? {},
      },
    }),
    imageManifestMediaType: image.mediaType,
    ...(image.artifactMediaType !== undefined && { artifactMediaType: image.artifactMediaType }),
    ...(image.lastPulledAt !== undefined && { lastRecordedPullTime: image.lastPulledAt / 1000 }),
    imageStatus: 'ACTIVE',
  };
}

const encoded = (question: string, after: string): string => Buffer.from(JSON.stringify([question, after])).toString('base64url');

function decoded(token: string | undefined, question: string): string | undefined {
  if (token === undefined) return undefined;
  try {
    const sent: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(sent) && sent[0] === question && typeof sent[1] === 'string') return sent[1];
  } catch {
    // Not a token of ours: refused below like any other.
  }
  throw invalidParameter('nextToken', 'The specified token is not valid.');
}
