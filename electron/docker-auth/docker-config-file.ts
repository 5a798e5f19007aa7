import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../../shared/errors';
import { answererFor, authOf, configFault, hasAuth, withAuth, withoutAuth, type Answerer } from '../../shared/docker/config-file';
import { flushFolder } from '../files/write-atomically';
import { isAlive, withLock } from './config-lock';
import { callHelper } from './credential-helper';

export interface DockerConfigOptions {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
}

/** Docker's config.json: only the entries of the hosts given are touched, and all of it or nothing is written. */
export class DockerConfigFile {
  /** As named by `DOCKER_CONFIG` or the usual place; a symbolic link is followed when writing. */
  readonly path: string;
  readonly #env: DockerConfigOptions['env'];

  constructor({ env, home }: DockerConfigOptions) {
    this.path = join(env.DOCKER_CONFIG || join(home, '.docker'), 'config.json');
    this.#env = env;
  }

  /** Removes what a killed writer left beside the file. */
  async start(): Promise<void> {
    const target = await this.#target();
    const names = await readdir(dirname(target)).catch(() => []);
    const left = names.filter((name) => name.startsWith(`${basename(target)}.berth-`) && name.endsWith('.tmp'));
    for (const name of left) {
      const file = join(dirname(target), name);
      const age = await stat(file).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0);
      // A young one may be another Berth's write in progress, unless its process is gone.
      if (age > 60_000 || !isAlive(Number(name.split('-').at(-2)))) await rm(file, { force: true });
    }
  }

  /** Signs Docker in at `host`, in the helper that answers for it or else in the file. */
  async addAuth(host: string, { username, password }: { username: string; password: string }): Promise<void> {
    const answerer = await this.answererFor(host);
    if (answerer.kind === 'helper') {
      const input = JSON.stringify({ ServerURL: host, Username: username, Secret: password });
      await callHelper({ helper: answerer.helper, verb: 'store', input, env: this.#env });
      // A secret left in the file would be a second copy; an empty entry is what a helper's hosts look like.
      await this.#edit((text) => (authOf(text, host) === undefined ? text : withoutAuth(text, host)));
      return;
    }
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    await this.#edit((text) => withAuth(text, host, auth));
  }

  /** Signs Docker out of `host`, wherever its sign-in is; one that is not there is no error. */
  async removeAuth(host: string): Promise<void> {
    const answerer = await this.answererFor(host);
    if (answerer.kind === 'helper') await callHelper({ helper: answerer.helper, verb: 'erase', input: host, env: this.#env });
    await this.#edit((text) => withoutAuth(text, host));
  }

  /** Whether Docker has a sign-in for `host` at all. */
  async serverHasEntry(host: string): Promise<boolean> {
    const text = await this.#read();
    const answerer = answererFor(text, host);
    if (answerer.kind === 'file') return hasAuth(text, host);
    return (await callHelper({ helper: answerer.helper, verb: 'get', input: host, env: this.#env })) !== undefined;
  }

  /** @throws AppError `docker-config-malformed`. */
  async answererFor(host: string): Promise<Answerer> {
    return answererFor(await this.#read(), host);
  }

  async #read(target?: string): Promise<string> {
    const file = target ?? this.path;
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return '';
      throw new AppError('docker-config-unwritable', `${file} cannot be read.`, { hint: 'Check that it is a file and that you may read it.', cause: thrown });
    }
    const fault = configFault(text);
    if (fault === undefined) return text;
    throw new AppError('docker-config-malformed', `Docker’s ${this.path} is broken at line ${fault.line}, column ${fault.column}: ${fault.reason}.`, {
      hint: 'Berth left it as it is; correct it there and try again.',
    });
  }

  async #edit(change: (text: string) => string): Promise<void> {
    try {
      const target = await this.#target();
      const text = await this.#read(target);
      if (change(text) === text) return;
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await withLock(target, () => this.#replace(target, change));
    } catch (thrown) {
      throw unwritable(thrown, this.path);
    }
  }

  /**
   * `docker login` takes no lock, so the text is compared once more just before the rename; when somebody wrote
   * meanwhile, the change is made again on the new text.
   */
  async #replace(target: string, change: (text: string) => string): Promise<void> {
    for (;;) {
      const before = await this.#read(target);
      const after = change(before);
      if (after === before) return;
      const temporary = `${target}.berth-${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
      try {
        await writeThrough(temporary, after, await modeOf(target));
        if ((await this.#read(target)) !== before) continue;
        await rename(temporary, target);
        await flushFolder(dirname(target));
        return;
      } finally {
        await rm(temporary, { force: true });
      }
    }
  }

  /** The file behind symbolic links, also when the last one points to nothing yet. */
  async #target(): Promise<string> {
    let file = this.path;
    for (let hops = 0; hops < 20; hops += 1) {
      try {
        return await realpath(file);
      } catch {
        const link = await readlink(file).catch(() => undefined);
        if (link === undefined) return file;
        file = resolve(dirname(file), link);
      }
    }
    return file;
  }
}

async function writeThrough(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // Set apart from `open`, whose mode the umask narrows.
  await chmod(file, mode);
}

async function modeOf(file: string): Promise<number> {
  return stat(file).then(({ mode }) => mode & 0o777, () => 0o600);
}

const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;

function unwritable(thrown: unknown, path: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = codeOf(thrown);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('disk-full', `There is no room left on the disk to write ${path}.`, { hint: 'Free some space and try again; the file is as it was.', cause: thrown });
  return new AppError('docker-config-unwritable', `${path} cannot be written${code === undefined ? '' : ` (${code})`}.`, { hint: 'Check that you may write the file and its folder.', cause: thrown });
}
