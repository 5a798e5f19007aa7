/** The files of a layer, listed while its blob streams by: nothing is unpacked, nothing but headers kept, the digest verified. */
import type { ContentSource, Descriptor } from '../registry/content';
import { LayerFilesBuilder, type LayerFiles } from './files/layer-files';
import { DamagedTar, TarReader } from './tar/tar-reader';
import { DamagedLayer, unpacking } from './unpack-stream';

/** What is listed at most: a hostile layer may unpack to any number of bytes and files. */
export interface ListingLimits {
  /** Bytes that a layer unpacks to. */
  unpackedBytes: number;
  /** Bytes of memory that its list takes. */
  weight: number;
}

/** The largest images there are stay far below. */
export const LISTING_LIMITS: ListingLimits = { unpackedBytes: 256e9, weight: 768e6 };

export interface LayerRead {
  source: Pick<ContentSource, 'read'>;
  descriptor: Descriptor;
  signal: AbortSignal;
  /** Told how many compressed bytes have come. */
  report?: (bytes: number) => void;
  limits?: ListingLimits;
}

/**
 * Lists a layer (gzip, zstd or plain; what it is tells itself). What cannot be read of it is left out and named by `problem`; even then all
 * of its bytes are checked against its digest. @throws AppError as reading a blob fails, `digest-mismatch` among them: nothing is kept then.
 */
export async function readLayer({ source, descriptor, signal, report, limits = LISTING_LIMITS }: LayerRead): Promise<LayerFiles> {
  const files = new LayerFilesBuilder();
  const tar = new TarReader((file) => files.add(file));
  let unpacked = 0;
  let problem: string | undefined;
  const stream = unpacking((plain) => {
    unpacked += plain.length;
    tar.write(plain);
    if (unpacked > limits.unpackedBytes) throw new DamagedTar(`it unpacks to more than ${Math.round(limits.unpackedBytes / 1e9)} GB`);
    if (files.weight > limits.weight) throw new DamagedTar(`it has more than ${files.entries} files, and only those are listed`);
  });
  const guarded = async (work: () => Promise<void> | undefined): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      if (!(thrown instanceof DamagedTar) && !(thrown instanceof DamagedLayer)) throw thrown;
      problem ??= thrown.message;
      stream.close();
    }
  };
  let come = 0;
  try {
    await source.read(
      descriptor,
      (bytes) => {
        come += bytes.length;
        report?.(come);
        // After the end of the archive, or the first damage, the rest is only hashed, by whoever reads the blob.
        return problem !== undefined || tar.ended ? undefined : guarded(() => stream.write(bytes));
      },
      { signal },
    );
    if (problem === undefined && !tar.ended) {
      await guarded(() => stream.end());
      if (problem === undefined) await guarded(() => Promise.resolve(tar.end()));
    }
  } finally {
    stream.close();
  }
  return files.done(problem);
}
