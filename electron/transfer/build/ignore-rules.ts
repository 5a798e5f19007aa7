import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { readText } from './read-text';

/** What of a build folder is sent. Paths are relative, with “/”. */
export interface IgnoreRules {
  isIgnored(path: string): boolean;
  /** Whether something below an ignored folder may be sent after all (`!…`). */
  hasExceptions: boolean;
}

const EVERYTHING: IgnoreRules = { isIgnored: () => false, hasExceptions: false };

/**
 * The rules of `DOCKERFILE.dockerignore`, or else of `.dockerignore`. The Dockerfile and the ignore files are always sent, for the engine
 * reads them there. @throws AppError when a file cannot be read.
 */
export async function ignoreRules(folder: string, dockerfile: string): Promise<IgnoreRules> {
  const own = `${dockerfile}.dockerignore`;
  const text = (await readText(join(folder, own))) ?? (await readText(join(folder, '.dockerignore')));
  if (text === undefined) return EVERYTHING;
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const rules = dockerignore({ ignorecase: false }).add(lines);
  const always = new Set([dockerfile, own, '.dockerignore']);
  return {
    isIgnored: (path) => !always.has(path) && rules.ignores(path),
    // The Dockerfile may be in a folder that is ignored.
    hasExceptions: dockerfile.includes('/') || lines.some((line) => /^\s*\/?!/.test(line)),
  };
}
