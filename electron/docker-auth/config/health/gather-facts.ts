import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { z } from 'zod';
import { configFault, helpersOf, storeOf } from '../../../../shared/docker/config-file';
import { hostOfEndpoint } from '../../../../shared/ecr/registry-host';
import { decoded, type EditedFile } from '../edited-file';
import type { ConfigFacts } from './config-facts';
import { programOf } from './config-findings';

type Env = Readonly<Record<string, string | undefined>>;
/** What the file system and the environment tell. */
export type FileFacts = Pick<ConfigFacts, 'path' | 'text' | 'broken' | 'marked' | 'writable' | 'mode' | 'installed'>;

/** Looks at the file, its permissions and the helpers it names; nothing is changed, nothing thrown. */
export async function fileFacts(file: Pick<EditedFile, 'path' | 'target'>, { env, platform }: { env: Env; platform: NodeJS.Platform }): Promise<FileFacts> {
  const target = await file.target();
  const bytes = await readFile(target).catch((thrown: NodeJS.ErrnoException) => (thrown.code === 'ENOENT' ? new Uint8Array() : undefined));
  const raw = bytes && decoded(bytes);
  const fault = raw === undefined ? undefined : configFault(raw);
  const broken = bytes === undefined ? 'unreadable' : raw === undefined ? 'not-utf-8' : fault;
  const text = broken === undefined ? raw : undefined;
  const mode = platform === 'win32' ? undefined : await stat(target).then((found) => found.mode & 0o777, () => undefined);
  return {
    path: file.path,
    ...(text !== undefined && { text }),
    ...(broken !== undefined && { broken }),
    marked: raw?.startsWith('\uFEFF') === true && raw.trim() !== '',
    writable: await isWritable(target, mode !== undefined),
    ...(mode !== undefined && { mode }),
    installed: await installedOf(text ?? '', env),
  };
}

/** The hosts in `DOCKER_AUTH_CONFIG`; `[]` when it cannot be read, `undefined` when it is not set. Never a secret. */
export function environmentHosts(env: Env): string[] | undefined {
  const set = env.DOCKER_AUTH_CONFIG;
  if (!set) return undefined;
  try {
    const { auths } = z.object({ auths: z.record(z.string(), z.unknown()) }).parse(JSON.parse(set));
    return Object.keys(auths).map(hostOfEndpoint);
  } catch {
    return [];
  }
}

/** Where a program is found by the PATH, as Docker looks for it. */
export async function onPath(program: string, env: Env): Promise<string | undefined> {
  const names = process.platform === 'win32' ? [`${program}.exe`, `${program}.cmd`] : [program];
  for (const folder of (env.PATH ?? env.Path ?? '').split(delimiter).filter((each) => each !== '')) {
    for (const name of names) {
      const file = join(folder, name);
      if (await access(file, constants.X_OK).then(() => true, () => false)) return file;
    }
  }
  return undefined;
}

async function installedOf(text: string, env: Env): Promise<Set<string>> {
  const named = [...new Set([storeOf(text) ?? '', ...helpersOf(text).values()])].filter((name) => name !== '');
  const found = await Promise.all(named.map(async (name) => ((await onPath(programOf(name), env)) === undefined ? [] : [name])));
  return new Set(found.flat());
}

/** A file is replaced by a rename, so its folder must be writable; of one that is not there the nearest folder counts. */
async function isWritable(target: string, isThere: boolean): Promise<boolean> {
  const may = (path: string): Promise<boolean> => access(path, constants.W_OK).then(() => true, () => false);
  if (isThere) return may(dirname(target));
  for (let folder = dirname(target); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    if (found !== undefined) return found.isDirectory() && (await may(folder));
    if (folder === dirname(folder)) return false;
  }
}
