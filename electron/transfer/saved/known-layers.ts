/** What earlier pushes learned of layers: which compressed blob a plain one became, and where it is. All of it is a hint. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isDigest } from '../../../shared/ecr/names';
import { writeAtomically } from '../../files/write-atomically';
import type { Descriptor } from '../../registry/content';

/** Its name in Berth's data folder. */
export const KNOWN_LAYERS_FILE = 'known-layers.json';
const VERSION = 1;
/** The newest are kept. */
const MOST_LAYERS = 5000;
const MOST_PATHS = 5000;
const MOST_IMAGES = 1000;
const MOST_PLACES = 4;

const Digest = z.string().refine(isDigest);
const KnownLayer = z.object({ digest: Digest, size: z.number().int().min(0), mediaType: z.string().max(200), places: z.array(z.string().max(600)).max(MOST_PLACES) });
export type KnownLayer = z.infer<typeof KnownLayer>;
const KnownFile = z.object({
  version: z.literal(VERSION),
  layers: z.array(z.tuple([Digest, KnownLayer])),
  paths: z.array(z.tuple([z.string().max(300), Digest])),
  images: z.array(z.tuple([Digest, Digest])),
});

/** Where it is kept between two runs; one that is not there or damaged is empty. */
export class KnownLayers {
  readonly #file: string | undefined;
  #layers = new Map<string, KnownLayer>();
  #paths = new Map<string, string>();
  #images = new Map<string, string>();
  #loaded: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** Without a file it lasts as long as this run. */
  constructor(file?: string) {
    this.#file = file;
  }

  load(): Promise<void> {
    this.#loaded ??= this.#read();
    return this.#loaded;
  }

  /** The compressed blob of a plain layer. */
  layer(diffId: string): KnownLayer | undefined {
    return this.#layers.get(diffId);
  }

  /** The layer that the engine's archives have under this path, whichever image they are of. */
  diffIdAt(path: string): string | undefined {
    return this.#paths.get(path);
  }

  /** Whether a path is known for this layer. */
  isNamed(diffId: string): boolean {
    return [...this.#paths.values()].includes(diffId);
  }

  /** Digest of the manifest that a local image became. */
  manifestOf(imageId: string): string | undefined {
    return this.#images.get(imageId);
  }

  noteLayer(diffId: string, { digest, size, mediaType }: Descriptor, place: { host: string; repository: string }): void {
    const name = `${place.host}/${place.repository}`;
    const before = this.#layers.get(diffId);
    const places = before?.digest === digest ? before.places.filter((other) => other !== name) : [];
    put(this.#layers, diffId, { digest, size, mediaType, places: [...places, name].slice(-MOST_PLACES) }, MOST_LAYERS);
  }

  notePath(path: string, diffId: string): void {
    put(this.#paths, path, diffId, MOST_PATHS);
  }

  noteImage(imageId: string, digest: string): void {
    if (isDigest(imageId)) put(this.#images, imageId, digest, MOST_IMAGES);
  }

  /** Writes it down. Never fails: what cannot be kept is found out again. */
  async save(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    const text = JSON.stringify({ version: VERSION, layers: [...this.#layers], paths: [...this.#paths], images: [...this.#images] });
    this.#writing = this.#writing.then(() => writeAtomically(file, text)).catch(() => undefined);
    await this.#writing;
  }

  async #read(): Promise<void> {
    if (this.#file === undefined) return;
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    const found = KnownFile.safeParse(parsed(text)).data;
    if (found === undefined) return;
    this.#layers = new Map(found.layers.slice(-MOST_LAYERS));
    this.#paths = new Map(found.paths.slice(-MOST_PATHS));
    this.#images = new Map(found.images.slice(-MOST_IMAGES));
  }
}

function put<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
