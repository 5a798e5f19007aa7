import { chmod } from 'node:fs/promises';
import { AppError } from '../../../../shared/errors';
import { answererFor, authsOf, helpersOf, storeOf } from '../../../../shared/docker/config-file';
import type { ConfigFinding, DockerConfigState } from '../../../../shared/model/docker-config';
import type { DockerConfigFile } from '../../docker-config-file';
import { changedPaths, takenBack } from '../config-change';
import { changeWords, type ConfigHistory, type KeptChange } from '../config-history';
import { watchConfig } from '../watch-config';
import type { ConfigFacts } from './config-facts';
import { findings } from './config-findings';
import { environmentHosts, fileFacts } from './gather-facts';
import { repairedText, subjectOf } from './repair-config';
import { Listeners } from '../../../listeners';

export interface DockerConfigHealthOptions {
  config: DockerConfigFile;
  history: ConfigHistory;
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** The hosts that Berth keeps signed in, and with which profile. */
  serves: () => Promise<readonly { host: string; profile?: string }[]>;
  /** Berth's own credential helper as it is installed. */
  helper: () => Promise<DockerConfigState['helper']> | DockerConfigState['helper'];
  /** A sign-in of Berth's was taken back: it is to be kept no longer. */
  signedOut: (host: string) => Promise<void>;
  now: () => number;
  log: (thrown: unknown) => void;
}

const CHECK_EVERY_MS = 5 * 60_000;

/** Docker's config.json watched, looked over and repaired; a person's last change can be taken back. */
export class DockerConfigHealth {
  readonly #options: DockerConfigHealthOptions;
  readonly #listeners = new Listeners();
  #state: DockerConfigState;
  #checking: Promise<void> = Promise.resolve();
  #stops: (() => void)[] = [];

  constructor(options: DockerConfigHealthOptions) {
    this.#options = options;
    this.#state = { path: options.config.path, hosts: [], findings: [], helper: { enabled: false, onPath: false, hosts: [] } };
  }

  state(): DockerConfigState {
    return this.#state;
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Looks now, after every write, and now and then: a token expires and a program goes without a write. */
  async start(): Promise<void> {
    const again = (): void => void this.check().catch(this.#options.log);
    const timer = setInterval(again, CHECK_EVERY_MS);
    timer.unref();
    this.#stops = [watchConfig(this.#options.config.file, again, 150), () => clearInterval(timer)];
    await this.check().catch(this.#options.log);
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
    this.#listeners.clear();
  }

  /** Looks the file over anew. */
  check(): Promise<void> {
    this.#checking = this.#checking.catch(() => undefined).then(async () => {
      const facts = await this.#facts();
      const last = undoable((await this.#options.history.read()).changes, facts.text);
      const before = JSON.stringify(this.#state);
      this.#state = { ...stateOf(facts), ...(last !== undefined && { undo: { at: last.at, what: changeWords(last) } }) };
      if (JSON.stringify(this.#state) !== before) this.#listeners.tell();
    });
    return this.#checking;
  }

  /**
   * Repairs what is still wrong of these findings, all of it in one change that can be undone.
   * @throws AppError `invalid-input` for a finding that is not there or that only a person can repair.
   */
  async repair(ids: readonly string[]): Promise<void> {
    const { config, history } = this.#options;
    const facts = await this.#facts();
    const present = new Map(findings(facts).map((finding) => [finding.id, finding]));
    const chosen = [...new Set(ids)].map((id) => repairable(id, present.get(id)));
    if (chosen.some(({ kind }) => kind === 'open-to-others')) await chmod(await config.file.target(), (facts.mode ?? 0o600) & 0o700);
    // In the file itself there is nothing to change for a permission.
    const inText = chosen.filter(({ kind }) => kind !== 'open-to-others');
    if (inText.length > 0) {
      const hosts = inText.flatMap(({ host }) => host ?? []);
      await config.edit((text) => repairedText(text, inText), { as: { verb: 'repair', subjects: inText.map((finding) => finding.host ?? subjectOf(finding)) }, hosts });
      const removed = inText.filter(({ kind, id }) => (kind === 'missing-helper' || kind === 'helper-put-back') && !id.includes('@')).map(subjectOf);
      await history.settle((settled) => ({ ...settled, removedStores: [...new Set([...settled.removedStores, ...removed])] }));
    }
    await this.check();
  }

  /**
   * Takes a person's last change back: byte for byte when nobody wrote since, else that change alone. A sign-in that
   * goes with it is kept fresh no longer.
   * @throws AppError `invalid-input` when there is nothing to take back.
   */
  async undo(): Promise<void> {
    const { config, history, serves, signedOut } = this.#options;
    const { changes } = await history.read();
    const change = undoable(changes, await config.file.read());
    if (change === undefined) throw new AppError('invalid-input', 'There is no change of Docker’s configuration to take back.', { hint: 'Berth keeps the last ten that a person made.' });
    const kept = { before: change.before, after: change.after };
    const hosts = hostsOf(kept);
    const after = takenBack(kept, await config.file.read()) ?? '';
    const answered = (host: string): boolean => answererFor(after, host).kind === 'helper' || (authsOf(after).get(host) ?? '') !== '';
    // First of all nobody may sign in there again.
    for (const { host } of await serves()) if (hosts.includes(host) && !answered(host)) await signedOut(host);
    await config.edit((text) => takenBack(kept, text), { hosts });
    await history.settle((settled) => unsettled(settled, change));
    // Later ones have nothing left to take back.
    for (const { id } of changes.slice(changes.indexOf(change))) await history.forget(id);
    await this.check();
  }

  async #facts(): Promise<ConfigFacts> {
    const { config, history, env, platform, serves, helper, now } = this.#options;
    const [file, { settled }, served, own] = await Promise.all([fileFacts(config.file, { env, platform }), history.read(), serves(), helper()]);
    const hosts = environmentHosts(env);
    return { ...file, settled, served, helper: own, now: now(), ...(hosts !== undefined && { environmentHosts: hosts }) };
  }
}

function repairable(id: string, finding: ConfigFinding | undefined): ConfigFinding {
  if (finding?.repair !== undefined) return finding;
  const what = finding === undefined ? `There is no finding “${id}” about Docker’s configuration any more.` : `Berth cannot repair this by itself: ${finding.message}`;
  throw new AppError('invalid-input', what, { hint: finding?.hint ?? 'Look at the findings again.' });
}

/** The last change of which something is still there. */
const undoable = (changes: readonly KeptChange[], text: string | undefined): KeptChange | undefined =>
  text === undefined ? undefined : [...changes].reverse().find((change) => takenBack({ before: change.before, after: change.after }, text) !== text);

const hostsOf = (change: Parameters<typeof changedPaths>[0]): string[] => [...new Set(changedPaths(change).flatMap(([, host]) => host ?? []))];

/** A change that is taken back settles nothing any more. */
function unsettled<S extends { removedStores: string[]; helperHosts: string[] }>(settled: S, { verb, subjects }: KeptChange): S {
  if (verb === 'repair') return { ...settled, removedStores: settled.removedStores.filter((name) => !subjects.includes(name)) };
  if (verb === 'use-helper') return { ...settled, helperHosts: settled.helperHosts.filter((host) => !subjects.includes(host)) };
  return settled;
}

/** Who answers for which host, and what is wrong; of a text that cannot be read only the latter. */
function stateOf(facts: ConfigFacts): DockerConfigState {
  const { path, text = '', served, helper } = facts;
  const [auths, helpers, store] = [authsOf(text), helpersOf(text), storeOf(text)];
  const signedIn = [...auths].filter(([host, auth]) => auth !== '' || answererFor(text, host).kind === 'helper').map(([host]) => host);
  const ofHost = new Map(served.map((one) => [one.host, one]));
  const hosts = [...new Set([...signedIn, ...helpers.keys(), ...ofHost.keys()])].sort().map((host) => {
    const answerer = answererFor(text, host);
    const profile = ofHost.get(host)?.profile;
    return { host, answeredBy: answerer.kind === 'file' ? 'file' : answerer.helper, ours: ofHost.has(host), ...(profile !== undefined && { profile }) };
  });
  return { path, ...(store !== undefined && { credsStore: store }), hosts, findings: findings(facts), helper };
}
