import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { dockerfileFacts } from '../../shared/docker/dockerfile';
import { AppError } from '../../shared/errors';
import type { DroppedPath } from '../../shared/model/moving/push-source';
import { inspectArchive } from './archive/inspect-archive';
import { readText } from './build/read-text';
import { fileError } from './file-errors';

const DOCKERFILE = /^(?:(?:Dockerfile|Containerfile)(?:[.-].+)?|.+\.(?:Dockerfile|Containerfile))$/i;
const NO_DOCKERFILE = /\.(dockerignore|containerignore|md|bak|orig|swp)$|~$/i;
const ACCEPTED = 'Drop a “docker save” archive, an OCI layout (folder or tar), or a folder with a Dockerfile.';

/**
 * What a file or folder is that a person dropped: an archive of images, or a folder to build. A Dockerfile stands for its folder.
 * @throws AppError `unsupported` for anything else, `file-not-found`, `file-malformed`, `access-denied`.
 */
export async function inspectPath(path: string, options: { signal?: AbortSignal } = {}): Promise<DroppedPath> {
  const file = resolve(path);
  const found = await stat(file).catch((thrown: unknown) => {
    throw fileError(thrown, file);
  });
  const name = basename(file);
  if (found.isFile() && isDockerfile(name)) return buildFolder(dirname(file), name);
  if (found.isFile()) return inspectArchive(file, options).catch((thrown: unknown) => refused(thrown, name));
  if (!found.isDirectory()) return refused(undefined, name);
  const names = await readdir(file).catch((thrown: unknown) => {
    throw fileError(thrown, file);
  });
  if (names.includes('oci-layout') || (names.includes('manifest.json') && !names.some(isDockerfile))) return inspectArchive(file, options);
  if (!names.some(isDockerfile)) throw new AppError('unsupported', `${name} has no Dockerfile and is no image.`, { hint: ACCEPTED });
  return buildFolder(file);
}

async function buildFolder(folder: string, first?: string): Promise<DroppedPath> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((thrown: unknown) => {
    throw fileError(thrown, folder);
  });
  const names = entries.filter((entry) => !entry.isDirectory() && isDockerfile(entry.name)).map((entry) => entry.name);
  const rank = (name: string): number => (name === first ? 0 : name === 'Dockerfile' ? 1 : name === 'Containerfile' ? 2 : 3);
  const dockerfiles = names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const [chosen] = dockerfiles;
  if (chosen === undefined) throw new AppError('unsupported', `${basename(folder)} has no Dockerfile.`, { hint: ACCEPTED });
  const { stages, args } = dockerfileFacts((await readText(join(folder, chosen))) ?? '');
  return { kind: 'build', path: folder, name: basename(folder), dockerfiles, targets: stages.flatMap(({ name }) => name ?? []), args };
}

const isDockerfile = (name: string): boolean => DOCKERFILE.test(name) && !NO_DOCKERFILE.test(name);

/** A file that is no archive at all is told what would be one. */
function refused(thrown: unknown, name: string): never {
  if (thrown instanceof AppError && thrown.code !== 'file-malformed') throw thrown;
  const detail = thrown instanceof AppError ? thrown.message : undefined;
  throw new AppError('unsupported', `${name} is no image that Berth can read.`, { hint: ACCEPTED, cause: thrown, ...(detail !== undefined && { detail }) });
}
