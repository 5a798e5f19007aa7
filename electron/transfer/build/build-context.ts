/** A build folder as the tar that an engine takes. */
import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack as packTar, type Header, type Pack } from 'tar-stream';
import { AppError, toAppError } from '../../../shared/errors';
import { fileError } from '../file-errors';
import { ignoreRules, type IgnoreRules } from './ignore-rules';

export interface BuildFolder {
  folder: string;
  /** Within the folder, with “/”. */
  dockerfile: string;
  /** `win32` has no modes: files are sent executable, as Docker does there. */
  platform: NodeJS.Platform;
}

/**
 * The folder as a stream, in an order that depends on names alone; nothing but the file on its way is in memory. Links are sent as links
 * and never followed; sockets, pipes and devices are left out; owners become root, as with `docker build`. Fails with an AppError.
 */
export function buildContext(from: BuildFolder): Readable {
  const pack = packTar();
  const writing = write(pack, from).then(
    () => {
      pack.finalize();
      return undefined;
    },
    (thrown: unknown) => {
      pack.destroy();
      return toAppError(thrown);
    },
  );
  return Readable.from(bytesOf(pack, writing), { objectMode: false, highWaterMark: 256 * 1024 });
}

/** What the tar holds, or the failure to write it. */
async function* bytesOf(pack: Pack, writing: Promise<AppError | undefined>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of pack as AsyncIterable<Buffer>) yield chunk;
  } catch (thrown) {
    throw (await writing) ?? thrown;
  } finally {
    pack.destroy();
    await writing;
  }
}

async function write(pack: Pack, from: BuildFolder): Promise<void> {
  const rules = await ignoreRules(from.folder, from.dockerfile);
  await writeFolder({ pack, from, rules }, '');
}

type HeaderParts = Partial<Header> & Pick<Header, 'name'>;

interface Writing {
  pack: Pack;
  from: BuildFolder;
  rules: IgnoreRules;
}

/** Entries below `path`; folders that are ignored appear only with something in them. */
async function writeFolder(writing: Writing, path: string): Promise<void> {
  const { from, rules } = writing;
  const names = await readdir(join(from.folder, path)).catch((thrown: unknown) => failed(thrown, join(from.folder, path)));
  for (const name of names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
    const each = path === '' ? name : `${path}/${name}`;
    const isIgnored = rules.isIgnored(each);
    if (isIgnored && !rules.hasExceptions) continue;
    const file = join(from.folder, each);
    const stats = await lstat(file).catch((thrown: unknown) => failed(thrown, file));
    if (stats.isDirectory()) {
      if (!isIgnored) await entry(writing, headerOf({ name: `${each}/`, type: 'directory' }, stats, from));
      await writeFolder(writing, each);
    } else if (!isIgnored) await writeLeaf(writing, each, stats);
  }
}

async function writeLeaf(writing: Writing, path: string, stats: Stats): Promise<void> {
  const { from } = writing;
  const file = join(from.folder, path);
  if (stats.isSymbolicLink()) {
    const target = await readlink(file).catch((thrown: unknown) => failed(thrown, file));
    const linkname = from.platform === 'win32' ? target.replace(/\\/g, '/') : target;
    await entry(writing, headerOf({ name: path, type: 'symlink', linkname }, stats, from));
  } else if (stats.isFile()) await writeFile(writing, path);
}

async function writeFile(writing: Writing, path: string): Promise<void> {
  const { from, pack } = writing;
  const file = join(from.folder, path);
  // A link that took the file's place meanwhile must not lead out of the folder, nor a pipe hold us up.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(file, flags).catch((thrown: unknown) => failed(thrown, file));
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return;
    const header = headerOf({ name: path, type: 'file', size: stats.size }, stats, from);
    if (stats.size === 0) return await entry(writing, header);
    await new Promise<void>((resolve, reject) => {
      const sink = pack.entry(header, (error) => (error ? reject(error) : resolve()));
      const source = handle.createReadStream({ start: 0, end: stats.size - 1, autoClose: false, highWaterMark: 256 * 1024 });
      source.on('error', (thrown) => reject(fileError(thrown, file)));
      source.on('end', () => {
        if (source.bytesRead < stats.size) reject(new AppError('file-malformed', `${path} changed while it was sent.`, { hint: 'Build again when nothing writes to the folder.' }));
      });
      sink.on('error', reject);
      sink.on('close', () => {
        source.destroy();
        // After the end that was expected this comes too late to matter.
        reject(new AppError('cancelled', 'Cancelled.'));
      });
      source.pipe(sink);
    });
  } finally {
    await handle.close().catch(() => undefined);
  }
}

function entry({ pack }: Writing, header: HeaderParts): Promise<void> {
  return new Promise((resolve, reject) => {
    pack.entry(header, '', (error) => (error ? reject(error) : resolve()));
  });
}

function headerOf(what: HeaderParts, stats: Stats, { platform }: BuildFolder): HeaderParts {
  const mode = platform === 'win32' ? 0o755 : stats.mode & 0o7777;
  return { ...what, mode, mtime: new Date(Math.floor(stats.mtimeMs / 1000) * 1000), uid: 0, gid: 0, uname: '', gname: '' };
}

function failed(thrown: unknown, file: string): never {
  throw fileError(thrown, file);
}
