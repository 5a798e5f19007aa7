import { DescribeRepositoriesCommand, ListImagesCommand } from '@aws-sdk/client-ecr';
import { KNOWN_REGIONS } from '../../../shared/ecr/regions';
import { manifestName, type ImageReference } from '../../../shared/ecr/image-reference';
import { parseRegistryHost, partitionOfRegion } from '../../../shared/ecr/registry-host';
import { AppError, toAppError, toWireError } from '../../../shared/errors';
import type { RegistryAssignment } from '../../../shared/model/docker-config';
import { platformOfConfig, readManifest } from '../../ecr/images/manifest-platforms';
import type { EcrClients } from '../../ecr/ports';
import type { ProfileDefinition } from '../../profiles/profile-definition';
import type { RawManifest } from '../../registry/content';
import type { RegistryRepository } from '../../registry/registry-client';
import type { ImageFacts } from '../diagnosis-facts';
import { failureOf } from './within';

export interface ImagePorts {
  clients: EcrClients;
  profiles: { definitions(): readonly ProfileDefinition[] };
  /** Why an identity may not pull there. */
  explainDenied(denied: { host: string; repository: string; profile: string }): Promise<AppError>;
}

export interface ImageQuestion {
  reference: ImageReference;
  /** Read as somebody who is signed in there. */
  repository: RegistryRepository;
  assignment: RegistryAssignment;
}

const IMAGE_MS = 20_000;
const ELSEWHERE_MS = 8_000;
const CONFIG_LIMIT = 1024 * 1024;

/** Reads the manifest as Docker would, and looks further where it is not there or not allowed. Never throws. */
export async function imageFacts(ports: ImagePorts, question: ImageQuestion): Promise<ImageFacts> {
  const { reference, repository, assignment } = question;
  const signal = AbortSignal.timeout(IMAGE_MS);
  try {
    const manifest = await repository.manifest(manifestName(reference), signal);
    return await platformsOf(repository, manifest, signal);
  } catch (thrown) {
    const error = signal.aborted ? tooSlow(reference.host) : toAppError(thrown);
    if (error.code === 'repository-not-found') return { state: 'repository-missing', elsewhere: await elsewhere(ports, question) };
    if (error.code === 'image-not-found') return { state: 'image-missing', tags: await tagsOf(ports, question) };
    if (error.code !== 'access-denied') return { state: 'failed', failure: failureOf(error) };
    const { profile } = assignment;
    const why = profile === undefined ? error : await ports.explainDenied({ host: reference.host, repository: reference.repository, profile }).catch(() => error);
    // The explanation may find that there is nothing to allow.
    if (why.code === 'repository-not-found') return { state: 'repository-missing', elsewhere: await elsewhere(ports, question) };
    return { state: 'denied', why: toWireError(why) };
  }
}

const tooSlow = (host: string): AppError => new AppError('timeout', `${host} does not answer in time.`, { hint: 'Check the network and try again.' });

async function platformsOf(repository: RegistryRepository, { bytes }: RawManifest, signal: AbortSignal): Promise<ImageFacts> {
  const reading = readManifest(bytes.toString('utf8'));
  if (reading.kind === 'index') return { state: 'there', platforms: reading.platforms, index: true };
  if (reading.kind === 'other') return { state: 'there', platforms: [], index: false };
  const platform = await configOf(repository, { digest: reading.configDigest, bytes, signal }).then(platformOfConfig, () => undefined);
  return { state: 'there', platforms: platform === undefined ? [] : [platform], index: false };
}

/** The text of the image's config; its size stands in the manifest. */
async function configOf(repository: RegistryRepository, { digest, bytes, signal }: { digest: string; bytes: Buffer; signal: AbortSignal }): Promise<string> {
  const { config } = JSON.parse(bytes.toString('utf8')) as { config: { size: number; mediaType: string } };
  if (config.size > CONFIG_LIMIT) return '';
  const chunks: Buffer[] = [];
  const keep = (chunk: Buffer): undefined => void chunks.push(Buffer.from(chunk));
  await repository.read({ mediaType: config.mediaType, digest, size: config.size }, keep, { signal });
  return Buffer.concat(chunks).toString('utf8');
}

/** Other regions in which the same account has a repository of this name. */
async function elsewhere(ports: ImagePorts, { reference, assignment }: ImageQuestion): Promise<string[]> {
  const { profile, region, accountId } = assignment;
  if (profile === undefined || region === undefined || parseRegistryHost(reference.host).kind === 'public') return [];
  const abortSignal = AbortSignal.timeout(ELSEWHERE_MS);
  const found = await Promise.all(
    otherRegions(ports, { profile, region }).map(async (other) => {
      try {
        const client = await ports.clients.ecr(profile, other);
        const command = new DescribeRepositoriesCommand({ repositoryNames: [reference.repository], ...(accountId !== undefined && { registryId: accountId }) });
        await client.send(command, { abortSignal });
        return [other];
      } catch {
        // Not there, not allowed, or a region that is not switched on.
        return [];
      }
    }),
  );
  return found.flat();
}

/** The regions of all profiles first, then all others; a custom endpoint knows those of its own profiles alone. */
function otherRegions({ profiles }: ImagePorts, { profile, region }: { profile: string; region: string }): string[] {
  const all = profiles.definitions();
  const endpoint = all.find(({ name }) => name === profile)?.endpoints.ecr;
  const sharing = all.filter(({ endpoints }) => endpoints.ecr === endpoint).flatMap(({ regions }) => regions);
  const regions = endpoint === undefined ? [...sharing, ...KNOWN_REGIONS] : sharing;
  return [...new Set(regions)].filter((other) => other !== region && partitionOfRegion(other) === partitionOfRegion(region));
}

async function tagsOf({ clients }: ImagePorts, { reference, assignment }: ImageQuestion): Promise<string[]> {
  const { profile, region, accountId } = assignment;
  if (profile === undefined || region === undefined || parseRegistryHost(reference.host).kind === 'public') return [];
  try {
    const client = await clients.ecr(profile, region);
    const command = new ListImagesCommand({ repositoryName: reference.repository, filter: { tagStatus: 'TAGGED' }, maxResults: 20, ...(accountId !== undefined && { registryId: accountId }) });
    const { imageIds = [] } = await client.send(command, { abortSignal: AbortSignal.timeout(ELSEWHERE_MS) });
    return imageIds.flatMap(({ imageTag }) => imageTag ?? []);
  } catch {
    return [];
  }
}
