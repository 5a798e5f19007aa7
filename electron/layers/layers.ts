/** What is in images, file by file: one image, or one against another. Layers are read when that is asked for, never before. */
import { AppError, toWireError } from '../../shared/errors';
import type { ContentOf, FilePage, FilesQuery, FileText, FileTextQuery, Layer, LayerFilesQuery, LayersShown, WastePage, WasteQuery } from '../../shared/model/content/layers';
import type { ComparedFilesQuery, ComparedImages, Comparison } from '../../shared/model/content/compare';
import type { Descriptor } from '../registry/content';
import { compareConfigs } from '../compare/compare-config';
import { compareLayers } from '../compare/compare-layers';
import { BuiltImages } from './built-image';
import type { FilesWanted } from './files/query-files';
import type { LayerFiles } from './files/layer-files';
import { LayerFilesBuilder } from './files/layer-files';
import { layerSteps } from './layer-steps';
import { LayerShelf } from './layer-shelf';
import { openImage, type OpenedImage, type OpenImagePorts } from './open-image';
import { Readings, type ReadingPorts } from './readings';
import type { LayerQueries } from './ports';
import { readText } from './read-text';

export interface LayersPorts extends OpenImagePorts, Pick<ReadingPorts, 'after'> {
  /** Bytes of memory that lists of files may take. */
  capacity: number;
}

/** Images that were opened lately: their manifests and configs. */
const MOST_OPEN = 8;
const MOST_BUILT = 2;
const MOST_DUPLICATES = 100;
const MOST_PATHS = 20;

export class Layers implements LayerQueries {
  readonly #ports: LayersPorts;
  readonly #shelf: LayerShelf;
  readonly #readings: Readings;
  readonly #opened = new Map<string, Promise<OpenedImage>>();
  readonly #built = new Map<string, BuiltImages>();
  readonly #closing = new AbortController();

  constructor(ports: LayersPorts) {
    this.#ports = ports;
    this.#shelf = new LayerShelf(ports.capacity);
    this.#readings = new Readings({ shelf: this.#shelf, after: ports.after });
  }

  async show(of: ContentOf): Promise<LayersShown> {
    const image = await this.#open(of);
    this.#readings.touch(keyOf(of));
    const { made, empty } = layerSteps(image.config.history, image.layers.length);
    const layers = image.layers.map((descriptor, index): Layer => {
      const entry = made[index];
      return {
        ...this.#stateOf(descriptor.digest, this.#readings.isRunning(keyOf(of))),
        digest: descriptor.digest,
        mediaType: descriptor.mediaType,
        size: descriptor.size,
        ...(entry !== undefined && { command: entry.createdBy, secret: entry.secret }),
        ...(entry?.created !== undefined && { createdAt: entry.created }),
        ...(entry?.comment !== undefined && { comment: entry.comment }),
      };
    });
    const shown: LayersShown = {
      found: image.found,
      layers,
      emptySteps: empty.map(({ entry, after }) => ({ command: entry.createdBy, after })),
      state: this.#progress(keyOf(of), [image]),
    };
    return shown.state === 'read' ? this.#summed(shown, this.#build([image])) : shown;
  }

  /** Begins to read the layers; `show` tells how far it is, and when nobody asks any more it ends. */
  async read(of: ContentOf): Promise<void> {
    const image = await this.#open(of);
    void this.#begin(keyOf(of), [image]);
  }

  /** Reads all layers and waits for that. */
  async readAll(of: ContentOf): Promise<void> {
    await this.#begin(keyOf(of), [await this.#open(of)]);
  }

  async stop(of: ContentOf): Promise<void> {
    this.#readings.stop(keyOf(of));
    return Promise.resolve();
  }

  async files(query: LayerFilesQuery): Promise<FilePage> {
    const image = await this.#open(query);
    const { layer } = query;
    if (layer !== undefined) layerOf(image, layer);
    return this.#build([image], layer).layerFiles(layer, wantedOf(query));
  }

  async waste({ offset, limit, ...of }: WasteQuery): Promise<WastePage> {
    const built = this.#build([await this.#open(of)]);
    const { files, duplicates } = built.waste();
    return {
      rows: files.slice(offset, offset + limit).map(({ path, ...row }) => ({ ...row, path: built.pathOf(path) })),
      total: files.length,
      duplicates: duplicates.slice(0, MOST_DUPLICATES).map(({ size, paths }) => ({ size, count: paths.length, paths: paths.slice(0, MOST_PATHS).map((path) => built.pathOf(path)) })),
    };
  }

  async text({ layer, path, ...of }: FileTextQuery): Promise<FileText> {
    const image = await this.#open(of);
    return readText({ source: image.source, descriptor: layerOf(image, layer), path, signal: this.#closing.signal });
  }

  async compare(images: ComparedImages): Promise<Comparison> {
    const [left, right] = await this.#openBoth(images);
    const key = pairKey(images);
    this.#readings.touch(key);
    const state = this.#progress(key, [left, right]);
    return {
      left: this.#side(left),
      right: this.#side(right),
      config: compareConfigs(left, right),
      ...compareLayers(left, right),
      state,
      problems: this.#problems([left, right]),
      ...(state === 'read' && { files: this.#build([left, right]).comparison() }),
    };
  }

  async readCompared(images: ComparedImages): Promise<void> {
    void this.#begin(pairKey(images), await this.#openBoth(images));
  }
  async readAllCompared(images: ComparedImages): Promise<void> {
    await this.#begin(pairKey(images), await this.#openBoth(images));
  }

  async stopCompared(images: ComparedImages): Promise<void> {
    this.#readings.stop(pairKey(images));
    return Promise.resolve();
  }

  async comparedFiles(query: ComparedFilesQuery): Promise<FilePage> {
    return this.#build(await this.#openBoth(query)).comparedFiles(wantedOf(query));
  }

  close(): void {
    this.#closing.abort();
    this.#readings.close();
  }

  #openBoth({ left, right }: ComparedImages): Promise<[OpenedImage, OpenedImage]> {
    return Promise.all([this.#open(left), this.#open(right)]);
  }

  /** A digest names the same image for ever; a tag is asked for until it is known, and then for as long as it is kept. */
  #open(of: ContentOf): Promise<OpenedImage> {
    const key = keyOf(of);
    const opened = this.#opened.get(key) ?? openImage(this.#ports, of, this.#closing.signal);
    this.#opened.delete(key);
    this.#opened.set(key, opened);
    opened.catch(() => this.#opened.delete(key));
    for (const old of [...this.#opened.keys()].slice(0, Math.max(0, this.#opened.size - MOST_OPEN))) this.#opened.delete(old);
    return opened;
  }

  #begin(key: string, images: readonly OpenedImage[]): Promise<void> {
    const layers = images.flatMap(({ layers: all, source }) => all.map((descriptor) => ({ descriptor, source })));
    const digests = layers.map(({ descriptor }) => descriptor.digest);
    this.#shelf.forgetFailures(digests);
    this.#shelf.pin(digests);
    return this.#readings.begin(key, layers);
  }

  #stateOf(digest: string, running: boolean): Pick<Layer, 'state' | 'readBytes'> & Partial<Layer> {
    const state = this.#shelf.state(digest);
    if (state.state === 'unread') return { state: running ? 'waiting' : 'unread', readBytes: 0 };
    if (state.state === 'reading') return state;
    if (state.state === 'failed') return { state: 'failed', readBytes: 0, error: toWireError(state.error) };
    const { fileBytes, entries, problem, refused } = state.files;
    return { state: 'read', readBytes: 0, fileBytes, entries, ...(problem !== undefined && { problem }), ...(refused > 0 && { refused }) };
  }

  #progress(key: string, images: readonly OpenedImage[]): 'unread' | 'reading' | 'read' {
    const isSettled = images.every(({ layers }) => layers.every(({ digest }) => ['read', 'failed'].includes(this.#shelf.state(digest).state)));
    if (isSettled) return 'read';
    return this.#readings.isRunning(key) ? 'reading' : 'unread';
  }

  #summed(shown: LayersShown, built: BuiltImages): LayersShown {
    const counts = built.counts();
    const { byLayer, wastedBytes, efficiency } = built.waste();
    const layers = shown.layers.map((layer, index) => ({ ...layer, changes: counts[index] ?? { added: 0, changed: 0, removed: 0 }, wastedBytes: byLayer[index] ?? 0 }));
    return { ...shown, layers, total: { ...built.total(), wastedBytes, efficiency } };
  }

  #side({ found, layers }: OpenedImage): Comparison['left'] {
    const [size, readBytes, unreadBytes] = [0, 1, 2].map((which) =>
      layers.reduce((sum, layer) => {
        const state = this.#shelf.state(layer.digest);
        const come = state.state === 'reading' ? state.readBytes : state.state === 'unread' ? 0 : layer.size;
        return sum + [layer.size, come, layer.size - come][which]!;
      }, 0),
    ) as [number, number, number];
    return { found, size, layers: layers.length, readBytes, unreadBytes };
  }

  #problems(images: readonly OpenedImage[]): string[] {
    const problems = images.flatMap(({ layers }) =>
      layers.flatMap(({ digest }) => {
        const state = this.#shelf.state(digest);
        if (state.state === 'failed') return [`Layer ${digest.slice(7, 19)} could not be read: ${state.error.message}`];
        return state.state === 'read' && state.files.problem !== undefined ? [`Of layer ${digest.slice(7, 19)} not all is known: ${state.files.problem}.`] : [];
      }),
    );
    return [...new Set(problems)];
  }

  /** The trees of the layers up to `last`. A layer that failed counts as one without files. @throws AppError while one of them is not read. */
  #build(images: readonly OpenedImage[], last?: number): BuiltImages {
    const wanted = images.map(({ layers }) => (last === undefined || layers.every(({ digest }) => this.#isSettled(digest)) ? layers : layers.slice(0, last + 1)));
    const key = JSON.stringify(wanted.map((layers) => layers.map(({ digest }) => `${digest} ${this.#shelf.state(digest).state}`)));
    const kept = this.#built.get(key);
    const built = kept ?? new BuiltImages(wanted.map((layers) => layers.map(({ digest }) => this.#filesOf(digest))));
    this.#built.delete(key);
    this.#built.set(key, built);
    for (const old of [...this.#built.keys()].slice(0, Math.max(0, this.#built.size - MOST_BUILT))) this.#built.delete(old);
    return built;
  }

  #isSettled(digest: string): boolean {
    return ['read', 'failed'].includes(this.#shelf.state(digest).state);
  }

  #filesOf(digest: string): LayerFiles {
    const state = this.#shelf.state(digest);
    if (state.state === 'read') return state.files;
    if (state.state === 'failed') return new LayerFilesBuilder().done();
    throw new AppError('invalid-input', 'The files of these layers are not read yet.', { hint: 'Read the layers first.' });
  }
}

function layerOf(image: OpenedImage, index: number): Descriptor {
  const layer = image.layers[index];
  if (layer === undefined) throw new AppError('invalid-input', 'The image has not so many layers.', { hint: 'Choose one of those it has.' });
  return layer;
}

const keyOf = ({ reference, profile, platform }: ContentOf): string => JSON.stringify([reference, profile ?? '', platform ?? '']);
const pairKey = ({ left, right }: ComparedImages): string => `${keyOf(left)} ${keyOf(right)}`;

const wantedOf = ({ folder, search, flat, changesOnly, sort, descending, offset, limit }: FilesQuery): FilesWanted => ({ folder, search, flat, changesOnly, sort, descending, offset, limit });
