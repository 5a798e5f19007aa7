/** Manifests of images that are about to be deleted, on disk, so that they can be put back while their layers live. */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import { RepositoryKey } from '../../../shared/model/repository';
import { writeAtomically } from '../../files/write-atomically';

/** An image as it was: its manifest to the byte (a manifest is UTF-8). */
const KeptImage = z.object({ digest: z.string(), mediaType: z.string(), manifest: z.string(), tags: z.array(z.string()) });
export type KeptImage = z.infer<typeof KeptImage>;
/** `images`: children before the indexes that need them. */
const Backup = z.object({ version: z.literal(1), at: z.string(), repository: RepositoryKey, images: z.array(KeptImage) });

const DAY = 24 * 60 * 60 * 1000;
/** ECR clears layers away that no image needs long before this. */
const KEEP_DAYS = 30;
const ONE_BYTES = 128 * 1024 * 1024;
const ALL_BYTES = 512 * 1024 * 1024;
const ID = /^[0-9a-zA-Z-]{1,64}$/;

export class ImageBackups {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #newId: () => string;

  /** `now` in epoch milliseconds. */
  constructor({ folder, now, newId }: { folder: string; now: () => number; newId: () => string }) {
    this.#folder = folder;
    this.#now = now;
    this.#newId = newId;
  }

  /** Keeps these; it is on disk for good when this answers its id. @throws AppError `disk-full`, `quota-exceeded` for more than is kept at once. */
  async keep(repository: RepositoryKey, images: readonly KeptImage[]): Promise<string> {
    const text = JSON.stringify({ version: 1, at: new Date(this.#now()).toISOString(), repository, images });
    if (Buffer.byteLength(text) > ONE_BYTES)
      throw new AppError('quota-exceeded', 'These manifests are more than Berth keeps at once.', { hint: 'Delete fewer images at once, or do without Undo.' });
    const id = this.#newId();
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeAtomically(this.#file(id), text);
    await this.#clear(id);
    return id;
  }

  /** @throws AppError `file-not-found` when it is gone, `file-malformed`. */
  async read(id: string): Promise<{ repository: RepositoryKey; images: KeptImage[] }> {
    const text = ID.test(id) ? await readFile(this.#file(id), 'utf8').catch(() => undefined) : undefined;
    if (text === undefined) throw new AppError('file-not-found', 'The manifests of these images are no longer kept.', { hint: `Berth keeps them for ${KEEP_DAYS} days. Push or copy the images again.` });
    const backup = Backup.safeParse(parsed(text));
    if (!backup.success) throw new AppError('file-malformed', 'The file with the manifests of these images is damaged.', { hint: 'Push or copy the images again.' });
    return backup.data;
  }

  async has(id: string): Promise<boolean> {
    return ID.test(id) && (await stat(this.#file(id)).then(() => true, () => false));
  }

  async forget(id: string): Promise<void> {
    if (ID.test(id)) await rm(this.#file(id), { force: true });
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  /** The old ones go, and the oldest when together they are too large; never the one just written. */
  async #clear(newest: string): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.json') && name !== `${newest}.json`);
    const files = await Promise.all(names.map(async (name) => ({ name, ...(await stat(join(this.#folder, name)).then(({ size, mtimeMs }) => ({ size, mtimeMs }), () => ({ size: 0, mtimeMs: 0 }))) })));
    let total = (await stat(this.#file(newest))).size;
    for (const { name, size, mtimeMs } of files.sort((one, other) => other.mtimeMs - one.mtimeMs)) {
      total += size;
      if (this.#now() - mtimeMs > KEEP_DAYS * DAY || total > ALL_BYTES) await rm(join(this.#folder, name), { force: true });
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
