/** What images are made of, wherever they come from: a registry, a `docker save` archive, an OCI layout. */
import type { Sink } from './wire/wire';

/** A blob or manifest by content. */
export interface Descriptor {
  mediaType: string;
  /** `sha256:` and 64 hex digits. */
  digest: string;
  size: number;
  platform?: { os: string; architecture: string; variant?: string };
  artifactType?: string;
  annotations?: Record<string, string>;
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
  /**
   * Hands the blob's bytes to the sink, each once and in order, from the first or from offset `from`. Read from the first one they
   * are verified against digest and size before it resolves; a rest cannot be, and whoever asks for one must see to it.
   */
  read(descriptor: Descriptor, sink: Sink, options: { signal: AbortSignal; from?: number }): Promise<void>;
}
