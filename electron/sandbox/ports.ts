/** The walls inside the sandbox: what its API side and its registry side expect of one another. */
import type { Readable } from 'node:stream';
import type { Principal, RegistryState, RepositoryState } from './state';

/** Blobs on disk by digest, shared by all registries (each repository lists the digests it may serve). */
export interface BlobStore {
  /** Size in bytes, or undefined when the blob is not there. */
  size(digest: string): Promise<number | undefined>;
  read(digest: string, range?: { start: number; end: number }): Readable;
  /** Stores bytes at hand (seeds, API parts) and returns their digest. */
  put(bytes: Uint8Array): Promise<string>;
  /** Opens an upload, to be appended to; used by the OCI routes and by UploadLayerPart. */
  beginUpload(): Promise<string>;
  /** Appends and returns the upload's length so far. @throws when the upload is not known. */
  append(uploadId: string, bytes: Readable | Uint8Array): Promise<number>;
  uploadedBytes(uploadId: string): Promise<number | undefined>;
  /** Closes the upload as `digest`; answers false, and keeps nothing, when the bytes have another digest. */
  finish(uploadId: string, digest: string): Promise<boolean>;
  abandon(uploadId: string): Promise<void>;
}

/** Authorization tokens: issued by GetAuthorizationToken, presented as `Basic` to the registry. */
export interface TokenBook {
  /** Base64 of `AWS:password`. Lives `tokenLife` seconds, or to the end of the principal's session if sooner. */
  issue(principal: Principal, region: string): { authorizationToken: string; expiresAt: number };
  /** `expired` is answered 403 with a body that says so, `unknown` 401. */
  verify(authorizationToken: string): { principal: Principal; region: string } | 'expired' | 'unknown';
}

/**
 * May `principal` do `action` (`ecr:BatchGetImage`) on this repository (or, without one, on the registry)?
 * Same account: identity policies or the repository policy; other account: both. An explicit deny always wins.
 * `reason` is AWS's sentence of refusal.
 */
export type Authorize = (request: {
  principal: Principal;
  action: string;
  registry: RegistryState;
  repository?: RepositoryState;
}) => { allowed: true } | { allowed: false; reason: string };
