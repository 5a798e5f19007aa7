/** Everything about one image: what its registry holds of it, and what ECR tells. */
import { parseImageReference } from '../../shared/ecr/image-reference';
import { parseRegistryHost } from '../../shared/ecr/registry-host';
import { AppError, toAppError, toWireError } from '../../shared/errors';
import type { Image } from '../../shared/model/image';
import type { Artifact, AskArtifact, AskRaw, AskReferrers, ImageDetail, ImageRepository, RawContent, Referrers, SaveRaw, ShowImage } from '../../shared/model/image-detail';
import type { EcrClients, EcrScope } from '../ecr/ports';
import { writeAtomically } from '../files/write-atomically';
import type { RegistryClient } from '../registry/registry-client';
import { ContentCache } from './content-cache';
import { describeImage } from './describe-image';
import { ImageContent } from './image-content';
import { chosenEntry, readIndexTree } from './index-tree';
import { viewManifest } from './parse/manifest-view';
import { findReferrers } from './referrers/find-referrers';
import { readArtifact } from './artifact/read-artifact';
import { readRaw } from './read-raw';
import { showManifest } from './show-manifest';

export interface ImageDetailsPorts {
  clients: EcrClients;
  access: { client(host: string, profile?: string): Promise<RegistryClient> };
  /** Host of the private registry of a profile and region. */
  hostOf(scope: EcrScope): Promise<string>;
  /** Ends everything that is under way. */
  stop: AbortSignal;
}

/** Every method fails with an AppError. */
export class ImageDetails {
  readonly #ports: ImageDetailsPorts;
  readonly #cache: ContentCache;

  constructor(ports: ImageDetailsPorts, cache = new ContentCache()) {
    this.#ports = ports;
    this.#cache = cache;
  }

  async show({ repository, image, platform }: ShowImage, signal = this.#ports.stop): Promise<ImageDetail> {
    const content = await this.#content(repository);
    const asked = this.#facts(repository, image, signal);
    const raw = await content.manifest(image, signal);
    const view = viewManifest(raw);
    const detail = {
      uri: `${content.registry.host}/${content.registry.name}`,
      digest: raw.digest,
      mediaType: view.mediaType,
      kind: view.kind,
      size: raw.bytes.length,
      annotations: view.annotations,
      ...(view.artifactType !== undefined && { artifactType: view.artifactType }),
      ...(view.subject !== undefined && { subject: view.subject }),
      malformedEntries: view.malformed,
    };
    if (view.kind !== 'index') return { ...detail, platforms: [], looseAttestations: [], shown: await showManifest(content, raw, { signal }), ...(await asked) };
    const tree = await readIndexTree(view, (digest) => content.manifest(digest, signal));
    const entry = chosenEntry(tree.platforms, platform);
    if (entry === undefined && platform !== undefined) throw noPlatform(platform, tree.platforms.flatMap((node) => node.platform ?? []));
    return { ...detail, ...tree, ...(entry !== undefined && (await this.#chosen(content, entry, signal))), ...(await asked) };
  }

  /** Exact bytes of a manifest or config. */
  async raw({ repository, digest, part }: AskRaw, signal = this.#ports.stop): Promise<RawContent> {
    const { bytes, mediaType, digest: own } = await readRaw(await this.#content(repository), { digest, part }, signal);
    const text = bytes.toString('utf8');
    return { digest: own, mediaType, size: bytes.length, ...(Buffer.from(text).equals(bytes) && { text }) };
  }

  /** Writes those bytes to a file. */
  async save({ repository, digest, part, path }: SaveRaw, signal = this.#ports.stop): Promise<void> {
    await writeAtomically(path, (await readRaw(await this.#content(repository), { digest, part }, signal)).bytes);
  }

  /** What refers to these manifests, from every list there is. */
  async referrers({ repository, digests }: AskReferrers, signal = this.#ports.stop): Promise<Referrers> {
    return findReferrers({ content: await this.#content(repository), ...(isPrivate(repository) && { ecr: { clients: this.#ports.clients, key: repository } }) }, digests, signal);
  }

  /** An SBOM, signature, attestation, chart or any other artifact, with what can be read of it. */
  async artifact({ repository, digest }: AskArtifact, signal = this.#ports.stop): Promise<Artifact> {
    return readArtifact(await this.#content(repository), digest, signal);
  }

  /** The content of a repository, for whoever reads more of it (layers). */
  async content(repository: ImageRepository): Promise<ImageContent> {
    return this.#content(repository);
  }

  async #chosen(content: ImageContent, entry: { digest: string; platform?: string | undefined }, signal: AbortSignal): Promise<Pick<ImageDetail, 'shown' | 'shownProblem'>> {
    try {
      return { shown: await showManifest(content, await content.manifest(entry.digest, signal), { signal, platform: entry.platform }) };
    } catch (thrown) {
      // An index may be pushed without some of its platforms, and the others are as good as before.
      return { shownProblem: toWireError(toAppError(thrown)) };
    }
  }

  /** ECR's own facts where it may be asked; the registry's answer is enough without them. */
  async #facts(repository: ImageRepository, image: string, signal: AbortSignal): Promise<{ facts?: Image }> {
    if (!isPrivate(repository)) return {};
    try {
      return { facts: await describeImage(this.#ports.clients, repository, image, signal) };
    } catch {
      return {};
    }
  }

  async #content(repository: ImageRepository): Promise<ImageContent> {
    const { host, name } = await this.#place(repository);
    const client = await this.#ports.access.client(host, isPrivate(repository) ? repository.profile : undefined);
    return new ImageContent(client.repository(name), this.#cache);
  }

  async #place(repository: ImageRepository): Promise<{ host: string; name: string }> {
    if (isPrivate(repository)) return { host: await this.#ports.hostOf(repository), name: repository.name };
    const { host, repository: name } = parseImageReference(repository.uri ?? '');
    if (parseRegistryHost(host).kind === 'public') return { host, name };
    throw new AppError('invalid-input', `${host} is not where public repositories are.`, { hint: 'Open the repository from the list again.' });
  }
}

const isPrivate = ({ registry }: ImageRepository): boolean => registry !== 'public';

const noPlatform = (wanted: string, present: readonly string[]): AppError =>
  new AppError('image-not-found', `The image has no platform ${wanted}.`, { hint: present.length === 0 ? 'Choose another image.' : `Choose one of ${[...new Set(present)].join(', ')}.` });
