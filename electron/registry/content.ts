/** What images are made of, wherever they come from: a registry, a `docker save` archive, an OCI layout. */
import type { Readable } from 'node:stream';

/** A blob or manifest by content. */
export interface Descriptor {
  mediaType: string;
  /** `sha256:` and 64 hex digits. */
  digest: string;
  size: number;
  platform?: { os: string; architecture: string; variant?: string };
}

/** A manifest's exact bytes: its digest is of these, never of re-serialised JSON. */
export interface RawManifest {
  mediaType: string;
  digest: string;
  bytes: Buffer;
}

/** Somewhere to read an image from. */
export interface ContentSource {
  /** By tag or digest; a digest is verified. @throws AppError `image-not-found`. */
  manifest(name: string, signal: AbortSignal): Promise<RawManifest>;
  /** The blob's bytes, verified against digest and size before the stream ends. */
  blob(descriptor: Descriptor, signal: AbortSignal): Readable;
}
