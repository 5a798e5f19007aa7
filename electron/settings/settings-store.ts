import { readFile } from 'node:fs/promises';
import { Settings, type SettingsChange } from '../../shared/model/settings';
import { writeAtomically } from '../files/write-atomically';

type AwsFiles = Settings['awsFiles'][number];

/** A person's settings, kept in one JSON file. A file that cannot be read counts as the defaults. */
export class SettingsStore {
  readonly #file: string;
  #settings: Settings = Settings.parse({});
  readonly #listeners = new Set<() => void>();
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** Reads the file; a missing or damaged one leaves the defaults in place. */
  async load(): Promise<void> {
    try {
      const read = Settings.safeParse(JSON.parse(await readFile(this.#file, 'utf8')));
      if (read.success) this.#settings = read.data;
    } catch {
      // Settings are comfort, not truth: without a readable file Berth starts with its defaults.
    }
  }

  current(): Settings {
    return this.#settings;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(change: SettingsChange): Promise<void> {
    return this.#replace({ ...this.#settings, ...change });
  }

  /** Reads this pair of AWS files too, from now on. */
  addAwsFiles(pair: AwsFiles): Promise<void> {
    return this.#replace({ ...this.#settings, awsFiles: [...this.#without(pair), pair] });
  }

  removeAwsFiles(pair: AwsFiles): Promise<void> {
    return this.#replace({ ...this.#settings, awsFiles: this.#without(pair) });
  }

  /** Looks at a profile in these regions besides its own. */
  setRegions(profile: string, regions: readonly string[]): Promise<void> {
    const { [profile]: _before, ...others } = this.#settings.regions;
    const mine = regions.length === 0 ? {} : { [profile]: [...new Set(regions)] };
    return this.#replace({ ...this.#settings, regions: { ...others, ...mine } });
  }

  #without(pair: AwsFiles): AwsFiles[] {
    return this.#settings.awsFiles.filter((known) => known.configFile !== pair.configFile);
  }

  #replace(settings: Settings): Promise<void> {
    this.#settings = settings;
    this.#listeners.forEach((listener) => listener());
    // One write after the other, so that the newest settings are the last ones on disk.
    const write = this.#writing.then(() => writeAtomically(this.#file, `${JSON.stringify(settings, null, 2)}\n`));
    this.#writing = write.catch(() => undefined);
    return write;
  }
}
