import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RegistryRule } from '../../shared/model/docker-config';
import type { SetProfileLook } from '../../shared/model/profile';
import { Settings, type SettingsChange } from '../../shared/model/settings';
import { withFileLock } from '../files/process-lock';
import { writeAtomically } from '../files/write-atomically';
import type { ProfileSettings } from '../profiles/own/ports';
import { watchFiles } from '../profiles/watch-files';
import { withLook, withoutProfile, withProfileRenamed, withUsesAsked } from './profile-settings';
import { Listeners } from '../listeners';

type AwsFiles = Settings['awsFiles'][number];

/** A person's settings, kept in one JSON file. A file that cannot be read counts as the defaults. */
export class SettingsStore {
  readonly #file: string;
  #settings: Settings = Settings.parse({});
  /** Changes that are on their way to the disk: what is read meanwhile does not know them. */
  #unwritten: readonly ((settings: Settings) => Settings)[] = [];
  readonly #listeners = new Listeners();
  #writing: Promise<void> = Promise.resolve();
  #announced = '';
  #stop: (() => void) | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Reads the file; a missing or damaged one leaves what is known in place. */
  async load(): Promise<void> {
    const read = await this.#read();
    if (read !== undefined) this.#settings = this.#unwritten.reduce((settings, change) => change(settings), read);
  }

  /** Follows what other processes of Berth change, from now on. */
  start(): void {
    this.#announced = JSON.stringify(this.#settings);
    this.#stop ??= watchFiles([this.#file], () => {
      const next = this.#writing.then(() => this.load()).then(() => this.#announce());
      this.#writing = next.catch(() => undefined);
    });
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  current(): Settings {
    return this.#settings;
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** What profiles need of the settings. */
  ofProfiles(): ProfileSettings {
    return {
      awsFiles: () => this.#settings.awsFiles,
      regions: () => this.#settings.regions,
      looks: () => this.#settings.looks,
      onChange: (listener) => this.onChange(listener),
      setLook: (change) => this.setLook(change),
      renameProfile: (from, to) => this.renameProfile(from, to),
      forgetProfile: (name) => this.forgetProfile(name),
    };
  }

  change(change: SettingsChange): Promise<void> {
    return this.#edit((settings) => ({ ...settings, ...change }));
  }

  /** Reads this pair of AWS files too, from now on. */
  addAwsFiles(pair: AwsFiles): Promise<void> {
    return this.#edit((settings) => ({ ...settings, awsFiles: [...without(settings, pair), pair] }));
  }

  removeAwsFiles(pair: AwsFiles): Promise<void> {
    return this.#edit((settings) => ({ ...settings, awsFiles: without(settings, pair) }));
  }

  /** Looks at a profile in these regions besides its own. */
  setRegions(profile: string, regions: readonly string[]): Promise<void> {
    return this.#edit((settings) => {
      const { [profile]: _before, ...others } = settings.regions;
      return { ...settings, regions: { ...others, ...(regions.length > 0 && { [profile]: [...new Set(regions)] }) } };
    });
  }

  /** Changes how a profile looks: what is left out stays, `null` takes away. */
  setLook(change: SetProfileLook): Promise<void> {
    return this.#edit((settings) => withLook(settings, change));
  }

  /** Turns asking ECS, EKS, Lambda and Amazon Inspector who uses an image on or off for a profile. */
  setUsesAsked(change: { profile: string; on: boolean }): Promise<void> {
    return this.#edit((settings) => withUsesAsked(settings, change));
  }

  /** Moves all that the settings say of a profile to its new name. */
  renameProfile(from: string, to: string): Promise<void> {
    return this.#edit((settings) => withProfileRenamed(settings, from, to));
  }

  /** Forgets the look and the regions of a profile that is gone. */
  forgetProfile(name: string): Promise<void> {
    return this.#edit((settings) => withoutProfile(settings, name));
  }

  /** Whether Docker asks Berth's own credential helper. */
  setCredentialHelper(credentialHelper: boolean): Promise<void> {
    return this.#edit((settings) => ({ ...settings, credentialHelper }));
  }

  /** Where secrets live from now on; whoever calls it has moved them. */
  setSecretStore(secretStore: Settings['secretStore']): Promise<void> {
    return this.#edit((settings) => ({ ...settings, secretStore }));
  }

  /** Replaces the map from registry hosts to profiles; the first rule that matches wins. */
  setRegistryRules(registryRules: RegistryRule[]): Promise<void> {
    return this.#edit((settings) => ({ ...settings, registryRules }));
  }

  async #read(): Promise<Settings | undefined> {
    try {
      const read = Settings.safeParse(JSON.parse(await readFile(this.#file, 'utf8')));
      return read.success ? read.data : undefined;
    } catch {
      // Settings are comfort, not truth: without a readable file Berth starts with its defaults.
      return undefined;
    }
  }

  /** Changes what is on disk at that moment: the window and the command line both write, and neither may undo the other. */
  #edit(change: (settings: Settings) => Settings): Promise<void> {
    this.#settings = change(this.#settings);
    this.#unwritten = [...this.#unwritten, change];
    this.#announce();
    // One write after the other, so that the newest settings are the last ones on disk.
    const write = this.#writing.then(async () => {
      await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
      await withFileLock(this.#file, async () => {
        const settings = change((await this.#read()) ?? this.#settings);
        await writeAtomically(this.#file, `${JSON.stringify(settings, null, 2)}\n`);
      });
    });
    this.#writing = write.catch(() => undefined).then(() => {
      this.#unwritten = this.#unwritten.filter((each) => each !== change);
    });
    return write;
  }

  #announce(): void {
    const text = JSON.stringify(this.#settings);
    if (text === this.#announced) return;
    this.#announced = text;
    this.#listeners.tell();
  }
}

const without = ({ awsFiles }: Settings, pair: AwsFiles): AwsFiles[] => awsFiles.filter((known) => known.configFile !== pair.configFile);
