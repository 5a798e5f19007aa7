import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answererFor, authOf, hasAuth, helpersOf, withAuth, withHelper, withoutAuth, withoutHelper, type Answerer } from '../../shared/docker/config-file';
import { userOf } from './config/config-change';
import type { ConfigHistory, KeptChange } from './config/config-history';
import { EditedFile, type Change, type Edit } from './config/edited-file';
import { callHelper } from './credential-helper';
import { Listeners } from '../listeners';

/** A user and password, and until when they serve where that is known. */
export interface Login {
  username: string;
  password: string;
  expiresAt?: Date;
}

/** Where the sign-ins live that `docker-credential-berth` hands to Docker; called instead of the program itself. */
export interface OwnHelper {
  put(host: string, login: Login, expiresAt?: Date): Promise<void>;
  erase(host: string): Promise<void>;
}

export interface DockerConfigOptions {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  /** Another file of the same form (Podman's); Docker's own unless given. */
  path?: string;
  ownHelper?: OwnHelper;
  /** Where a person's changes are kept, to be undone; renewals are no such change. */
  history?: Pick<ConfigHistory, 'keep' | 'settle'>;
  /** Looks this long after a write, each time, whether another program has overwritten it, and writes again then. */
  confirmAfterMs?: readonly number[];
}

/** The name of Berth's own helper in config.json: `docker-credential-berth`. */
export const OWN_HELPER = 'berth';

/** Docker's config.json: only the entries of the hosts given are touched, and all of it or nothing is written. */
export class DockerConfigFile {
  /** As named by `DOCKER_CONFIG` or the usual place; a symbolic link is followed when writing. */
  readonly path: string;
  readonly file: EditedFile;
  readonly #options: DockerConfigOptions;
  /** What this process last wanted for a host: an `auth`, or nothing. */
  readonly #wanted = new Map<string, string | undefined>();
  readonly #listeners = new Listeners<[written: WrittenEntry]>();

  constructor(options: DockerConfigOptions) {
    this.path = options.path ?? join(options.env.DOCKER_CONFIG || join(options.home, '.docker'), 'config.json');
    this.file = new EditedFile(this.path);
    this.#options = options;
  }

  /** Removes what a killed writer left beside the file. */
  start(): Promise<void> {
    return this.file.tidy();
  }

  /** Called after this process has set or removed the entry of a host. */
  onWritten(listener: (written: WrittenEntry) => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Signs Docker in at `host`, in the helper that answers for it or else in the file. `again`: an entry that was lost is
   * restored, which is no change of a person.
   */
  async addAuth(host: string, login: Login, { again = false } = {}): Promise<void> {
    const answerer = await this.answererFor(host);
    if (answerer.kind === 'helper') {
      await this.#store(answerer.helper, host, login);
      // A secret left in the file would be a second copy; an empty entry is what a helper's hosts look like.
      await this.edit((text) => (authOf(text, host) === undefined ? text : withoutAuth(text, host)), { as: { verb: 'sign-in', subjects: [host] }, hosts: [host] });
      return;
    }
    const auth = authFor(login);
    const isRenewal = ({ before = '' }: Edit): boolean => userOf(before, host) === login.username;
    const as = (edit: Edit): Made | undefined => (again || isRenewal(edit) ? undefined : { verb: 'sign-in', subjects: [host] });
    const { before } = await this.edit((text) => withAuth(text, host, auth), { as, hosts: [host] });
    await this.#confirm(host, { wanted: auth, overwritten: authOf(before ?? '', host) });
  }

  /** Signs Docker out of `host`, wherever its sign-in is; one that is not there is no error. */
  async removeAuth(host: string): Promise<void> {
    const answerer = await this.answererFor(host);
    if (answerer.kind === 'helper') await this.#erase(answerer.helper, host);
    const { before } = await this.edit((text) => withoutAuth(text, host), { as: { verb: 'sign-out', subjects: [host] }, hosts: [host] });
    const taken = authOf(before ?? '', host);
    // Not waited for: until whoever signs out has written that down, another Berth takes the loss for an accident.
    if (taken !== undefined) void this.#confirm(host, { wanted: undefined, overwritten: taken }).catch(() => undefined);
  }

  /** Lets a helper answer for these hosts, in one edit; what `auths` held for them goes. Berth's own gets no call. */
  async setHelper(hosts: readonly string[], helper: string = OWN_HELPER): Promise<void> {
    hosts.forEach((host) => this.#wanted.delete(host));
    await this.edit((text) => hosts.reduce((left, host) => answeredBy(left, host, helper), text), { as: { verb: 'use-helper', subjects: [...hosts] }, hosts });
    if (helper === OWN_HELPER) await this.#settleHelper((settled) => [...new Set([...settled, ...hosts])]);
  }

  /**
   * Takes a helper away from the hosts it still answers for, and signs in there with these logins, in one edit. Where
   * `credsStore` answers from then on, the login goes to that helper.
   */
  async removeHelper(hosts: readonly string[], { helper = OWN_HELPER, logins }: { helper?: string; logins?: ReadonlyMap<string, Login> } = {}): Promise<void> {
    const stored: string[] = [];
    await this.edit(
      (text) => {
        stored.length = 0;
        return hosts.filter((host) => helpersOf(text).get(host) === helper).reduce((left, host) => {
          const without = withoutHelper(left, host);
          const login = logins?.get(host);
          if (login === undefined) return without;
          if (answererFor(without, host).kind === 'file') return withAuth(without, host, authFor(login));
          stored.push(host);
          return without;
        }, text);
      },
      { as: { verb: 'leave-helper', subjects: [...hosts] }, hosts },
    );
    if (helper === OWN_HELPER) await this.#settleHelper((settled) => settled.filter((host) => !hosts.includes(host)));
    for (const host of stored) {
      const login = logins?.get(host);
      if (login !== undefined) await this.addAuth(host, login);
    }
  }

  /** Whether Docker has a sign-in for `host` at all. */
  async serverHasEntry(host: string): Promise<boolean> {
    const text = await this.file.read();
    const answerer = answererFor(text, host);
    if (answerer.kind === 'file') return hasAuth(text, host);
    return (await callHelper({ helper: answerer.helper, verb: 'get', input: host, env: this.#options.env })) !== undefined;
  }

  /** @throws AppError `docker-config-malformed`. */
  async answererFor(host: string): Promise<Answerer> {
    return answererFor(await this.file.read(), host);
  }

  /**
   * Changes the text. `as` names a person's change, which is kept to be undone before the file is replaced; `hosts` are
   * those whose entries are meant to be as they are from now on.
   */
  async edit(change: Change, { as, hosts = [] }: { as?: Made | ((edit: Edit) => Made | undefined); hosts?: readonly string[] } = {}): Promise<Edit> {
    const { history } = this.#options;
    const id = randomUUID();
    const edit = await this.file.edit(change, async ({ before, after }) => {
      const made = typeof as === 'function' ? as({ before, after }) : as;
      if (made === undefined || history === undefined) return;
      await history.keep({ id, ...made, ...(before !== undefined && { before }), after: after ?? '' });
    });
    const text = edit.after ?? '';
    hosts.forEach((host) => this.#listeners.tell({ host, auth: authOf(text, host) || undefined, text }));
    return edit;
  }

  async #settleHelper(change: (hosts: readonly string[]) => string[]): Promise<void> {
    await this.#options.history?.settle((settled) => ({ ...settled, helperHosts: change(settled.helperHosts) }));
  }

  async #store(helper: string, host: string, login: Login): Promise<void> {
    if (helper === OWN_HELPER && this.#options.ownHelper !== undefined) return this.#options.ownHelper.put(host, login, login.expiresAt);
    const input = JSON.stringify({ ServerURL: host, Username: login.username, Secret: login.password });
    if (helper !== OWN_HELPER) await callHelper({ helper, verb: 'store', input, env: this.#options.env });
  }

  async #erase(helper: string, host: string): Promise<void> {
    if (helper === OWN_HELPER) return this.#options.ownHelper?.erase(host);
    await callHelper({ helper, verb: 'erase', input: host, env: this.#options.env });
  }

  /**
   * A `docker login` that had read the file before this write puts its old text back over it. Programs take no lock, so
   * the entry is looked at again a moment later; a later wish of this process for the same host ends it.
   */
  async #confirm(host: string, { wanted, overwritten }: { wanted: string | undefined; overwritten: string | undefined }): Promise<void> {
    this.#wanted.set(host, wanted);
    for (const wait of this.#options.confirmAfterMs ?? []) {
      await pause(wait);
      if (!this.#wanted.has(host) || this.#wanted.get(host) !== wanted) return;
      await this.edit((text) => {
        // Anything but the text from before is somebody's newer wish.
        if (authOf(text, host) !== overwritten || wanted === overwritten || answererFor(text, host).kind !== 'file') return text;
        return wanted === undefined ? withoutAuth(text, host) : withAuth(text, host, wanted);
      });
    }
  }
}

/** An entry as this process left it, in the text that it wrote. */
export interface WrittenEntry {
  host: string;
  auth: string | undefined;
  text: string;
}

type Made = Pick<KeptChange, 'verb' | 'subjects'>;

const answeredBy = (text: string, host: string, helper: string): string => {
  const without = withoutAuth(text, host);
  return helpersOf(without).get(host) === helper ? without : withHelper(without, host, helper);
};

const authFor = ({ username, password }: Login): string => Buffer.from(`${username}:${password}`).toString('base64');
