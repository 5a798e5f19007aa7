/** A repository in a sandbox of the test's own, filled through its registry by the client that transfers use. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRepositoryCommand, DescribeImagesCommand, ECRClient, GetAuthorizationTokenCommand, type ImageTagMutability } from '@aws-sdk/client-ecr';
import type { EcrClients } from '../../../electron/ecr/ports';
import { OCI_MANIFEST } from '../../../electron/registry/media-types';
import { digestOf, RegistryClient } from '../../../electron/registry/registry-client';
import { startSandbox } from '../../../electron/sandbox/sandbox';
import { noSleep } from '../../registry/access';

const never = new AbortController().signal;
export const PROFILE = 'sandbox-harbour';
export const REGION = 'eu-central-1';

/** What is pushed of an image: enough to be one. */
export interface PushedImage {
  architecture?: string;
  /** Told apart by it. */
  seed?: string;
  mediaType?: string;
  configType?: string;
  config?: string;
}

export async function sandboxRepositories() {
  const folder = await mkdtemp(join(tmpdir(), 'berth-tags-'));
  const sandbox = await startSandbox({ stateDir: folder });
  const { endpoint, profiles, registries } = sandbox.description;
  const client = (name: string, region: string): ECRClient => {
    const credentials = profiles.find((each) => each.name === name);
    if (credentials === undefined) throw new Error(`The sandbox has no profile ${name}.`);
    return new ECRClient({ region, endpoint, credentials });
  };
  const clients: EcrClients = { ecr: client };
  const { accountId = '' } = profiles.find(({ name }) => name === PROFILE) ?? {};
  const host = registries.find((each) => each.accountId === accountId && each.region === REGION)?.host ?? '';
  const answer = await client(PROFILE, REGION).send(new GetAuthorizationTokenCommand({}));
  const registry = new RegistryClient({ host, sleep: noSleep, random: () => 0, authorization: async () => answer.authorizationData?.[0]?.authorizationToken });

  const create = async (name: string, mutability: ImageTagMutability = 'MUTABLE', exclusions: string[] = []) => {
    const filters = exclusions.map((filter) => ({ filterType: 'WILDCARD' as const, filter }));
    await client(PROFILE, REGION).send(
      new CreateRepositoryCommand({ repositoryName: name, imageTagMutability: mutability, ...(filters.length > 0 && { imageTagMutabilityExclusionFilters: filters }) }),
    );
    return { profile: PROFILE, region: REGION, name };
  };

  const putBlob = async (name: string, bytes: Buffer, mediaType: string) => {
    const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
    await registry.repository(name).uploadBlob({ descriptor, send: async (sink) => sink(bytes), signal: never });
    return descriptor;
  };

  /** Puts a manifest of any kind under a name, and answers its digest. */
  const putManifest = async (name: string, tag: string | undefined, { mediaType, json }: { mediaType: string; json: object }): Promise<string> => {
    // Spaces that no other program would write: whoever writes the manifest anew changes its digest.
    const bytes = Buffer.from(JSON.stringify(json, null, 3));
    const digest = digestOf(bytes);
    await registry.repository(name).putManifest(tag ?? digest, { bytes, digest, mediaType }, never);
    return digest;
  };

  const push = async (name: string, tag: string | undefined, { architecture = 'amd64', seed = '', mediaType = OCI_MANIFEST, configType = 'application/vnd.oci.image.config.v1+json', config }: PushedImage = {}): Promise<string> => {
    const layer = await putBlob(name, Buffer.from(`layer ${architecture} ${seed}`), 'application/vnd.oci.image.layer.v1.tar');
    const about = await putBlob(name, Buffer.from(config ?? JSON.stringify({ architecture, os: 'linux', seed })), configType);
    return putManifest(name, tag, { mediaType, json: { schemaVersion: 2, mediaType, config: about, layers: [layer] } });
  };

  /** Tags by digest. */
  const images = async (name: string): Promise<Map<string, string[]>> => {
    const { imageDetails = [] } = await client(PROFILE, REGION).send(new DescribeImagesCommand({ repositoryName: name }));
    return new Map(imageDetails.map(({ imageDigest = '', imageTags = [] }) => [imageDigest, [...imageTags].sort()]));
  };

  return {
    sandbox, clients, host, registry, create, push, putManifest, images,
    close: async () => {
      registry.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
