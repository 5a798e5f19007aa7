import { join } from 'node:path';
import { AppError } from '../../shared/errors';
import { AddRoleProfile, AddStaticProfile, type ProfilesState } from '../../shared/model/profile';
import type { Settings } from '../../shared/model/settings';
import type { BerthFolders } from '../folders';
import { readPair, usualPair } from './aws-files';
import type { FileProblem } from './aws-profiles';
import { withSource } from './aws/source-chain';
import { endpointProblem } from './endpoint-problem';
import { definitionOf, OwnProfiles, type OwnProfile } from './own-profiles';
import { toProfile, type AwsFilePair, type ProfileDefinition, type SsoSessionDefinition } from './profile-definition';
import { profileAccount, type SecretStore } from './secret-store';
import { watchFiles } from './watch-files';

export interface ProfilesOptions {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  folders: BerthFolders;
  secrets: SecretStore;
  /** Profiles that no file names, told where AWS tools would look for a region; names that are taken stay with the files. */
  surroundings?: (usual: ProfileDefinition | undefined) => Promise<readonly ProfileDefinition[]>;
  /** Further pairs of AWS files, further regions by profile; `onChange` says when there are others. */
  settings: { awsFiles(): Settings['awsFiles']; regions?(): Settings['regions']; onChange?(listener: () => void): () => void };
}

/** All profiles: those of the AWS files, followed live and never written, and Berth's own. */
export class Profiles {
  readonly #options: ProfilesOptions;
  readonly #own: OwnProfiles;
  readonly #ownFile: string;
  readonly #listeners = new Set<() => void>();
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
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
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
    this.#fingerprint = '';
    return this.#alone(() => this.#load());
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

  /** Adds a profile with a static key. When the keychain does not take the secret, nothing is added. */
  async addStatic(input: AddStaticProfile): Promise<void> {
    const { secretAccessKey, ...entry } = checked(AddStaticProfile, input);
    const account = profileAccount(entry.name);
    await this.#add({ ...entry, kind: 'static' }, async (write) => {
      await this.#options.secrets.set(account, JSON.stringify({ accessKeyId: entry.accessKeyId, secretAccessKey }));
      // A secret without an entry would be out of everybody's sight, so it goes when the entry cannot be written.
      await write().catch(async (thrown: unknown) => {
        await this.#options.secrets.delete(account).catch(() => undefined);
        throw thrown;
      });
    });
  }

  async addRole(input: AddRoleProfile): Promise<void> {
    const entry = checked(AddRoleProfile, input);
    if (entry.sourceProfile === entry.name)
      throw new AppError('invalid-input', 'A profile cannot assume its role from itself.', { hint: 'Choose another source profile.' });
    this.find(entry.sourceProfile);
    await this.#add({ ...entry, kind: 'assume-role' }, (write) => write());
  }

  /** Removes one of Berth's own profiles, and its secret with it. The secret goes first: a failure leaves both. */
  async remove(name: string): Promise<void> {
    const definition = this.find(name);
    if (definition.source !== 'berth') {
      throw new AppError('unsupported', `Profile ${name} belongs to ${definition.file ?? 'the AWS files'}, which Berth does not write.`, {
        hint: 'Remove it there; Berth notices by itself.',
      });
    }
    await this.#alone(async () => {
      const kept = (await this.#own.read()).filter((own) => own.name !== name);
      if (definition.kind === 'static') await this.#options.secrets.delete(profileAccount(name));
      await this.#own.write(kept);
      await this.#load();
    });
  }

  #add(entry: OwnProfile, store: (write: () => Promise<void>) => Promise<void>): Promise<void> {
    const problem = entry.endpointUrl === undefined ? undefined : endpointProblem(entry.endpointUrl);
    if (problem !== undefined) return Promise.reject(new AppError('invalid-input', problem, { hint: 'Write it as https://HOST[:PORT].' }));
    return this.#alone(async () => {
      const own = await this.#own.read();
      await this.#load();
      if (own.some(({ name }) => name === entry.name) || this.#definitions.some(({ name }) => name === entry.name))
        throw new AppError('profile-exists', `There is a profile ${entry.name} already.`, { hint: 'Choose another name.' });
      await store(() => this.#own.write([...own, entry]));
      await this.#load();
    });
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

  async #load(): Promise<void> {
    const pairs = this.#pairs();
    const read = await Promise.all(pairs.map((pair) => readPair(pair, this.#options.env)));
    const problems: FileProblem[] = read.flatMap((one) => one.problems);
    const own = await this.#own.read().catch((thrown: unknown) => {
      problems.push(this.#own.problemOf(thrown));
      return [];
    });
    const found = [...read.flatMap((one) => one.profiles), ...own.map(definitionOf)];
    const definitions = new Map<string, ProfileDefinition>();
    for (const definition of found) {
      const first = definitions.get(definition.name);
      if (first === undefined) definitions.set(definition.name, definition);
      else problems.push(twice(definition, first, this.#ownFile));
    }
    const usual = definitions.get(this.#options.env.AWS_PROFILE || 'default');
    for (const one of (await this.#options.surroundings?.(usual)) ?? []) if (!definitions.has(one.name)) definitions.set(one.name, one);
    const ssoSessions = new Map(read.flatMap((one) => one.ssoSessions).reverse().map((session) => [session.name, session]));
    this.#ssoSessions = [...ssoSessions.values()].reverse();
    const added = this.#options.settings.regions?.() ?? {};
    this.#definitions = [...definitions.values()].map((definition) => withRegions(withSource(definition, definitions), added));
    const state: ProfilesState = {
      profiles: this.#definitions.map(toProfile),
      problems,
      files: pairs.flatMap((pair) => [pair.configFile, pair.credentialsFile]),
    };
    this.#state = state;
    // Listeners throw their caches away, so they only hear of true changes; a new secret in a file is one.
    const fingerprint = JSON.stringify([this.#definitions, this.#ssoSessions, state, read.map((one) => one.fingerprint)]);
    if (fingerprint === this.#fingerprint) return;
    this.#fingerprint = fingerprint;
    this.#listeners.forEach((listener) => listener());
  }
}

function twice(second: ProfileDefinition, first: ProfileDefinition, ownFile: string): FileProblem {
  const file = second.file ?? ownFile;
  return {
    file,
    message: `Profile ${second.name} in ${file} is also in ${first.file ?? ownFile}, which comes first.`,
    hint: 'Rename one of the two.',
  };
}

/** A profile's own regions first, then those a person added. */
function withRegions(definition: ProfileDefinition, added: Settings['regions']): ProfileDefinition {
  const further = (Object.hasOwn(added, definition.name) ? added[definition.name] : undefined)?.filter((region) => !definition.regions.includes(region));
  if (further === undefined || further.length === 0) return definition;
  return { ...definition, regions: [...definition.regions, ...further], addedRegions: further };
}

function checked<T>(schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: { message: string }[] } } }, input: T): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-input', parsed.error.issues[0]?.message ?? 'The profile is not complete.', { hint: 'Correct it and try again.' });
}
