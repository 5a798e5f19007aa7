import { join } from 'node:path';
import { AppError } from '../../shared/errors';
import type { AddRoleProfile, AddSourcedProfile, AddSsoProfile, AddStaticProfile, EditProfile, ImportProfile, ProfilesState, SetProfileLook } from '../../shared/model/profile';
import type { BerthFolders } from '../folders';
import { readPair, usualPair } from './aws-files';
import type { FileProblem } from './aws-profiles';
import { importProfile, type Imported } from './import/import-profile';
import { addRole, addSourced, addSso, addStatic } from './own/add';
import { editOwn } from './own/edit';
import type { FindSsoSession } from './own/own-profile';
import { OwnProfiles } from './own/own-profiles';
import type { OwnProfilePorts, ProfileSettings } from './own/ports';
import { removeOwn } from './own/remove';
import { setLook } from './own/set-look';
import { toProfile, type AwsFilePair, type ProfileDefinition, type SsoSessionDefinition } from './profile-definition';
import { profileList } from './profile-list';
import type { SecretStore } from './secret-store';
import { watchFiles } from './watch-files';
import { Listeners } from '../listeners';

export interface ProfilesOptions {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  folders: BerthFolders;
  secrets: SecretStore;
  settings: ProfileSettings;
  /** Profiles that no file names, told where AWS tools would look for a region; names that are taken stay with the files. */
  surroundings?: (usual: ProfileDefinition | undefined) => Promise<readonly ProfileDefinition[]>;
  /** Program and first words with which AWS tools can call Berth's command line; without it nothing can be put in place of a key. */
  berthCommand?: readonly string[];
  /** Berth's own SSO sessions; those of the AWS files are known here. */
  ownSsoSession?: FindSsoSession;
}

/** All profiles: those of the AWS files, followed live, and Berth's own. The files are only written when a person imports a key. */
export class Profiles {
  readonly #options: ProfilesOptions;
  readonly #own: OwnProfiles;
  readonly #ownFile: string;
  readonly #listeners = new Listeners();
  readonly #renameListeners = new Set<(from: string, to: string) => Promise<void> | void>();
  #definitions: ProfileDefinition[] = [];
  #ssoSessions: SsoSessionDefinition[] = [];
  #state: ProfilesState = { profiles: [], problems: [], files: [] };
  #fingerprint = '';
  #pending: Promise<void> = Promise.resolve();
  #stopWatching: (() => void) | undefined;
  #stopSettings: (() => void) | undefined;

  constructor(options: ProfilesOptions) {
    this.#options = options;
    this.#ownFile = join(options.folders.data, 'profiles.json');
    this.#own = new OwnProfiles(this.#ownFile);
  }

  state(): ProfilesState {
    return this.#state;
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Calls whoever keeps something under a profile's name when one of Berth's own gets another. */
  onRename(listener: (from: string, to: string) => Promise<void> | void): () => void {
    this.#renameListeners.add(listener);
    return () => this.#renameListeners.delete(listener);
  }

  /** Reads all files and follows them from now on. Unreadable files are problems of the state, never errors. */
  async start(): Promise<void> {
    this.#stopSettings = this.#options.settings.onChange?.(() => void this.#follow());
    await this.#follow();
  }

  close(): void {
    this.#stopWatching?.();
    this.#stopSettings?.();
    this.#stopWatching = this.#stopSettings = undefined;
    this.#listeners.clear();
  }

  /** Reads all files again and lets everybody start afresh, whether something changed or not. */
  reload(): Promise<void> {
    return this.#alone(() => this.#loadAfresh());
  }

  definitions(): readonly ProfileDefinition[] {
    return this.#definitions;
  }

  /** Sign-ins to IAM Identity Center that the AWS files name; the first pair that names one has it. */
  ssoSessions(): readonly SsoSessionDefinition[] {
    return this.#ssoSessions;
  }

  /** @throws AppError `profile-not-found`. */
  find(name: string): ProfileDefinition {
    const definition = this.#definitions.find((candidate) => candidate.name === name);
    if (definition !== undefined) return definition;
    throw new AppError('profile-not-found', `There is no profile ${name}.`, { hint: 'Choose one of the profiles listed, or add it.' });
  }

  addStatic(input: AddStaticProfile): Promise<void> {
    return this.#change((ports) => addStatic(ports, input));
  }

  addRole(input: AddRoleProfile): Promise<void> {
    return this.#change((ports) => addRole(ports, input));
  }

  /** Adds profiles of IAM Identity Center: all of them, or none. */
  addSso(...inputs: AddSsoProfile[]): Promise<void> {
    return this.#change((ports) => addSso(ports, inputs));
  }

  addSourced(input: AddSourcedProfile): Promise<void> {
    return this.#change((ports) => addSourced(ports, input));
  }

  edit(input: EditProfile): Promise<void> {
    return this.#change((ports) => editOwn(ports, input));
  }

  remove(name: string): Promise<void> {
    return this.#change((ports) => removeOwn(ports, name));
  }

  setLook(input: SetProfileLook): Promise<void> {
    return this.#change((ports) => setLook(ports, input));
  }

  /** Moves a static key of the AWS files into the keychain; answers where the files as they were are kept. */
  import(input: ImportProfile): Promise<Imported> {
    const { env, berthCommand } = this.#options;
    return this.#change((ports) => importProfile({ ...ports, env, ...(berthCommand !== undefined && { berthCommand }) }, input));
  }

  /** One change at a time, on the newest list, in this process and among all. */
  #change<T>(change: (ports: OwnProfilePorts) => Promise<T>): Promise<T> {
    const { secrets, settings } = this.#options;
    const ports: OwnProfilePorts = {
      own: this.#own,
      secrets,
      settings,
      definitions: () => this.#definitions,
      find: (name) => this.find(name),
      renamed: async (from, to) => {
        for (const listener of this.#renameListeners) await listener(from, to);
      },
    };
    return this.#alone(() =>
      this.#own.alone(async () => {
        await this.#load();
        const done = await change(ports);
        // Even where the list reads the same, a secret may be another.
        await this.#loadAfresh();
        return done;
      }),
    );
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#pending.then(work);
    this.#pending = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  #pairs(): AwsFilePair[] {
    return [usualPair(this.#options), ...this.#options.settings.awsFiles()];
  }

  /** Watches before it reads, so that no change falls between the two; folders may have come since, so anew each time. */
  #follow(): Promise<void> {
    this.#stopWatching?.();
    const files = [...this.#pairs().flatMap((pair) => [pair.configFile, pair.credentialsFile]), this.#ownFile];
    this.#stopWatching = watchFiles(files, () => void this.#follow());
    return this.#alone(() => this.#load());
  }

  #loadAfresh(): Promise<void> {
    this.#fingerprint = '';
    return this.#load();
  }

  async #load(): Promise<void> {
    const { env, settings, surroundings, ownSsoSession } = this.#options;
    const filePairs = this.#pairs();
    const pairs = await Promise.all(filePairs.map((pair) => readPair(pair, env)));
    const problems: FileProblem[] = pairs.flatMap((one) => one.problems);
    const own = await this.#own.read().catch((thrown: unknown) => {
      problems.push(this.#own.problemOf(thrown));
      return [];
    });
    const ssoSessions = new Map(pairs.flatMap((one) => one.ssoSessions).reverse().map((session) => [session.name, session]));
    this.#ssoSessions = [...ssoSessions.values()].reverse();
    const findSession: FindSsoSession = (name) => this.#ssoSessions.find((session) => session.name === name) ?? ownSsoSession?.(name);
    const list = await profileList({
      pairs,
      own,
      ownFile: this.#ownFile,
      findSession,
      surroundings: async (found) => (await surroundings?.(found.get(env.AWS_PROFILE || 'default'))) ?? [],
      regions: settings.regions?.() ?? {},
      looks: settings.looks?.() ?? {},
    });
    this.#definitions = list.definitions;
    const state: ProfilesState = {
      profiles: list.definitions.map(toProfile),
      problems: [...problems, ...list.problems],
      files: filePairs.flatMap((pair) => [pair.configFile, pair.credentialsFile]),
    };
    this.#state = state;
    // Listeners throw their caches away, so they only hear of true changes; a new secret in a file is one.
    const fingerprint = JSON.stringify([this.#definitions, this.#ssoSessions, state, pairs.map((one) => one.fingerprint)]);
    if (fingerprint === this.#fingerprint) return;
    this.#fingerprint = fingerprint;
    this.#listeners.tell();
  }
}
