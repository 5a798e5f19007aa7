/** The beginning of one file of a layer, taken while the layer's blob streams by. */
import { TextDecoder } from 'node:util';
import { AppError } from '../../shared/errors';
import type { FileText } from '../../shared/model/content/layers';
import type { ContentSource, Descriptor } from '../registry/content';
import { partsOf } from './files/layer-files';
import { DamagedTar, TarReader, type TarFile } from './tar/tar-reader';
import { DamagedLayer, unpacking } from './unpack-stream';

/** So many bytes of a text are told. */
const MOST_TEXT = 256 * 1024;
/** A layer that is larger is not read for one file; nor is one that unpacks to more. */
const MOST_LAYER = 512 * 1024 * 1024;
const MOST_UNPACKED = 8e9;

interface TextRead {
  source: Pick<ContentSource, 'read'>;
  descriptor: Descriptor;
  /** `a/b`, as the list of files names it. */
  path: string;
  signal: AbortSignal;
}

/** What was seen of the file: the last entry of its path counts, as it does when a layer is unpacked. */
interface Seen {
  file: TarFile;
  parts: Buffer[];
  bytes: number;
}

/**
 * Reads the layer to its end, so that what is told was checked against its digest. A hard link has the text of the file that it is a name of.
 * @throws AppError `file-not-found`; `unsupported` for layers that are too large or damaged; what reading a blob fails with.
 */
export async function readText(read: TextRead): Promise<FileText> {
  if (read.descriptor.size > MOST_LAYER)
    throw new AppError('unsupported', 'The layer is too large to be read for one file.', { hint: 'Pull the image, or export it, and look there.' });
  const first = await lookFor(read);
  const seen = first.file.type === '1' ? await lookFor({ ...read, path: first.file.link }) : first;
  if (seen.file.type !== '0') throw new AppError('invalid-input', 'This is no file with a text.', { hint: 'Choose a file.' });
  return textOf(seen);
}

async function lookFor({ source, descriptor, path, signal }: TextRead): Promise<Seen> {
  const wanted = partsOf(path)?.join('/');
  const isWanted = ({ path: its }: TarFile): boolean => wanted !== undefined && partsOf(its)?.join('/') === wanted;
  let growing: Seen | undefined;
  let seen: Seen | undefined;
  const tar = new TarReader(
    (file) => {
      if (isWanted(file)) seen = { file, parts: growing?.parts ?? [], bytes: growing?.bytes ?? 0 };
      growing = undefined;
    },
    (file, part) => {
      if (growing === undefined && !isWanted(file)) return;
      growing ??= { file, parts: [], bytes: 0 };
      if (growing.bytes < MOST_TEXT) growing.parts.push(Buffer.from(part.subarray(0, MOST_TEXT - growing.bytes)));
      growing.bytes += part.length;
    },
  );
  let unpacked = 0;
  const stream = unpacking((plain) => {
    unpacked += plain.length;
    if (unpacked > MOST_UNPACKED) throw new DamagedLayer('it unpacks to too much');
    tar.write(plain);
  });
  try {
    await source.read(descriptor, (bytes) => (tar.ended ? undefined : stream.write(bytes)), { signal });
    if (!tar.ended) await stream.end();
  } catch (thrown) {
    if (!(thrown instanceof DamagedTar) && !(thrown instanceof DamagedLayer)) throw thrown;
    throw new AppError('unsupported', `The layer cannot be read: ${thrown.message}.`, { hint: 'Push the image again if it is yours.', cause: thrown });
  } finally {
    stream.close();
  }
  if (seen === undefined) throw new AppError('file-not-found', 'The layer has no such file.', { hint: 'Choose one of those that are listed.' });
  return seen;
}

/** Text is UTF-8 without zero bytes, as `git` and `grep` see it. */
function textOf({ parts, bytes }: Seen): FileText {
  const start = Buffer.concat(parts);
  const cut = bytes > start.length;
  const isText = !start.includes(0);
  try {
    // Where it is cut, a letter may be cut as well: `stream` leaves its beginning out.
    const text = isText ? new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: cut }) : '';
    return { text, size: bytes, cut, binary: !isText };
  } catch {
    return { text: '', size: bytes, cut, binary: true };
  }
}
