/** An OCI distribution client for one registry host, as one identity. */
import { createHash } from 'node:crypto';
import { parseRegistryHost } from '../../shared/ecr/registry-host';
import { isDigest } from '../../shared/ecr/names';
import { AppError } from '../../shared/errors';
import type { ContentSource, Descriptor, RawManifest } from './content';
import { listTags } from './list-tags';
import { MANIFEST_TYPES, OCI_INDEX } from './media-types';
import { readBlob } from './read-blob';
import { fallbackTag, parseReferrers } from './referrers';
import { type Authorization, RegistrySession } from './registry-session';
import { type RetryPorts, withRetries } from './retry';
import { digestedBytes } from './signed-manifest';
import { tryUpload } from './try-upload';
import type { OpenUploads } from './upload/open-uploads';
import { uploadBlob } from './upload/upload-blob';
import type { BlobUpload } from './upload/upload-state';
import type { Sink, Transport } from './wire/wire';
import { WireTransport } from './wire/wire-transport';

export interface RegistryClientOptions extends RetryPorts {
  host: string;
  authorization: Authorization;
  /** Milliseconds without a byte after which a call fails with `timeout`; 60 s unless told. */
  idleWithin?: number;
  /** Connections shared with other clients, closed by whoever made them; without one the client has its own. */
  transport?: Transport;
  /** Where uploads are remembered beyond the end of Berth; without it none is. */
  openUploads?: OpenUploads;
}

/** No manifest is larger (ECR's quota, and the limit most registries have); more is a hostile registry. */
const MANIFEST_LIMIT = 4 * 1024 * 1024;
/** Pages of referrers; ECR gives 50 a page. */
const MOST_PAGES = 100;

export class RegistryClient {
  readonly host: string;
  /** Its own connections; those of others are not its to close. */
  readonly #own: Transport | undefined;
  readonly #session: RegistrySession;
  readonly #retry: RetryPorts;
  readonly #openUploads: OpenUploads | undefined;

  constructor({ host, authorization, idleWithin, transport, openUploads, sleep, random }: RegistryClientOptions) {
    this.host = host;
    const used = transport ?? new WireTransport(idleWithin === undefined ? {} : { idleWithin });
    this.#own = transport === undefined ? used : undefined;
    this.#session = new RegistrySession({ host, transport: used, authorization });
    this.#retry = { sleep, random };
    this.#openUploads = openUploads;
  }

  repository(name: string): RegistryRepository {
    return new RegistryRepository({ name, session: this.#session, retry: this.#retry, openUploads: this.#openUploads });
  }

  /** Lets the kept connections go. */
  close(): void {
    this.#own?.close();
  }
}

/** One repository of a registry; every method fails with an AppError (`registry-errors.ts`) after its retries. */
export class RegistryRepository implements ContentSource {
  readonly name: string;
  readonly #session: RegistrySession;
  readonly #retry: RetryPorts;
  readonly #openUploads: OpenUploads | undefined;

  constructor({ name, session, retry, openUploads }: { name: string; session: RegistrySession; retry: RetryPorts; openUploads: OpenUploads | undefined }) {
    this.name = name;
    this.#session = session;
    this.#retry = retry;
    this.#openUploads = openUploads;
  }

  get host(): string {
    return this.#session.host;
  }

  /** All tags of the repository. */
  tags(signal: AbortSignal): Promise<string[]> {
    return listTags({ session: this.#session, repository: this.name, retry: this.#retry, signal });
  }

  /** `types`: those that are asked for; what Berth can copy unless told. */
  async manifest(name: string, signal: AbortSignal, types: readonly string[] = MANIFEST_TYPES): Promise<RawManifest> {
    const about = { repository: this.name, reference: name, action: 'pull' as const };
    return withRetries(this.#retry, signal, async () => {
      const answer = await this.#session.call({ method: 'GET', path: `${this.name}/manifests/${name}`, headers: { accept: types.join(', ') }, about, accept: [200], signal });
      const bytes = await answer.body.bytes(MANIFEST_LIMIT);
      const digest = digestOf(digestedBytes(bytes, answer.headers['content-type'] ?? ''));
      const said = answer.headers['docker-content-digest'];
      const expected = isDigest(name) ? name : said;
      if (expected !== undefined && expected !== digest) throw otherManifest(this.host, name);
      return { bytes, digest, mediaType: (answer.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '' };
    });
  }

  /** Digest and media type of a manifest, or undefined when there is none of this name. */
  async headManifest(name: string, signal: AbortSignal): Promise<{ digest?: string; mediaType: string } | undefined> {
    const about = { repository: this.name, reference: name, action: 'pull' as const };
    return withRetries(this.#retry, signal, async () => {
      const answer = await this.#session.call({ method: 'HEAD', path: `${this.name}/manifests/${name}`, headers: { accept: MANIFEST_TYPES.join(', ') }, about, accept: [200, 404], signal });
      answer.body.discard();
      if (answer.status === 404) return undefined;
      const digest = answer.headers['docker-content-digest'];
      return { mediaType: answer.headers['content-type'] ?? '', ...(typeof digest === 'string' && { digest }) };
    });
  }

  /**
   * Writes a manifest's exact bytes under a tag or its digest. `subject` is the digest whose referrers the registry now lists it
   * among; without it whoever writes a referrer keeps the fallback tag (OCI distribution 1.1, “Pushing Manifests with Subject”).
   */
  async putManifest(name: string, { bytes, digest, mediaType }: RawManifest, signal: AbortSignal): Promise<{ subject?: string }> {
    const about = { repository: this.name, reference: name, action: 'push' as const };
    return withRetries(this.#retry, signal, async () => {
      const answer = await this.#session.call({ method: 'PUT', path: `${this.name}/manifests/${name}`, headers: { 'content-type': mediaType }, body: bytes, about, accept: [200, 201, 202], signal });
      answer.body.discard();
      const said = answer.headers['docker-content-digest'];
      if (said !== undefined && said !== digest) throw otherManifest(this.host, name);
      const subject = answer.headers['oci-subject'];
      return subject === undefined ? {} : { subject };
    });
  }

  /** What refers to a manifest (signatures, SBOMs, attestations): by the referrers API, else by the fallback tag. */
  async referrers(digest: string, signal: AbortSignal): Promise<Descriptor[]> {
    const found: Descriptor[] = [];
    let path: string | URL | undefined = `${this.name}/referrers/${digest}`;
    for (let page = 0; path !== undefined && page < MOST_PAGES; page += 1) {
      const answer = await this.#referrersPage(path, signal);
      if (answer === undefined) return page === 0 ? this.#fallbackReferrers(digest, signal) : found;
      found.push(...answer.manifests);
      path = answer.next;
    }
    return found;
  }

  /** Undefined where the registry has no such API. */
  async #referrersPage(path: string | URL, signal: AbortSignal): Promise<{ manifests: Descriptor[]; next?: URL } | undefined> {
    const about = { repository: this.name, action: 'pull' as const };
    return withRetries(this.#retry, signal, async () => {
      const answer = await this.#session.call({ method: 'GET', path, headers: { accept: OCI_INDEX }, about, accept: [200, 400, 404, 405, 501], signal });
      const bytes = await answer.body.bytes(MANIFEST_LIMIT);
      const manifests = answer.status === 200 ? parseReferrers(bytes) : undefined;
      if (manifests === undefined) return undefined;
      const next = /<([^>]+)>\s*;\s*rel="?next"?/i.exec(answer.headers.link ?? '')?.[1];
      // A page of another host would be asked with this registry's sign-in: the session sends none there, and nothing is read from it.
      const url = next === undefined ? undefined : new URL(next, answer.url);
      return { manifests, ...(url !== undefined && url.host === answer.url.host && { next: url }) };
    });
  }

  async #fallbackReferrers(digest: string, signal: AbortSignal): Promise<Descriptor[]> {
    const index = await this.manifest(fallbackTag(digest), signal).catch((thrown: unknown) => {
      if (thrown instanceof AppError && thrown.code === 'image-not-found') return undefined;
      throw thrown;
    });
    return (index === undefined ? undefined : parseReferrers(index.bytes)) ?? [];
  }

  read(descriptor: Descriptor, sink: Sink, { signal, from = 0 }: { signal: AbortSignal; from?: number }): Promise<void> {
    return readBlob({ session: this.#session, repository: this.name, descriptor, sink, from, retry: this.#retry, signal });
  }

  async hasBlob(digest: string, signal: AbortSignal): Promise<boolean> {
    return withRetries(this.#retry, signal, async () => {
      // Asked in order to push: a Bearer token for pulling alone would not do for the upload that follows.
      const about = { repository: this.name, action: 'push' as const };
      const answer = await this.#session.call({ method: 'HEAD', path: `${this.name}/blobs/${digest}`, about, accept: [200, 404], signal });
      answer.body.discard();
      return answer.status === 200;
    });
  }

  /** Whether the registry takes uploads from this identity: one is begun and given up. @throws AppError, as it is refused. */
  tryUpload(signal: AbortSignal): Promise<void> {
    return withRetries(this.#retry, signal, () => tryUpload({ session: this.#session, repository: this.name, signal }));
  }

  uploadBlob(upload: Pick<BlobUpload, 'descriptor' | 'send' | 'mountFrom' | 'signal'>): Promise<'mounted' | 'uploaded'> {
    const resumable = parseRegistryHost(this.host).kind === 'other';
    const kept = this.#openUploads === undefined ? {} : { openUploads: this.#openUploads };
    return uploadBlob({ ...upload, ...kept, session: this.#session, repository: this.name, retry: this.#retry, resumable });
  }
}

/** `sha256:…` of some bytes. */
export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const otherManifest = (host: string, name: string): AppError =>
  new AppError('digest-mismatch', `${host} answers with another manifest than ${name}.`, { hint: 'Try again; if it stays so, the registry is damaged.' });
