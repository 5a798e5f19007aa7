import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { awsProfiles, staticKeyOf, type AwsProfiles, type FileProblem, type PairTexts, type StaticKey } from './aws-profiles';
import type { AwsFilePair } from './profile-definition';

export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
}

/** The usual pair of AWS files, as `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` may move it. */
export function usualPair({ env, home }: Surroundings): AwsFilePair {
  const path = (given: string | undefined, usual: string): string => {
    if (given === undefined || given === '') return join(home, '.aws', usual);
    const expanded = given.replace(/^~(?=\/|\\|$)/, home);
    return isAbsolute(expanded) ? expanded : resolve(expanded);
  };
  return { configFile: path(env.AWS_CONFIG_FILE, 'config'), credentialsFile: path(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials') };
}

export interface ReadPair extends AwsProfiles {
  /** Changes with the files, secrets included, and tells nothing of them. */
  fingerprint: string;
}

/** Reads one pair. Never throws: what cannot be read is among the problems. */
export async function readPair(pair: AwsFilePair, env: Surroundings['env']): Promise<ReadPair> {
  const problems: FileProblem[] = [];
  const texts = await textsOf(pair, (problem) => problems.push(problem));
  const fingerprint = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  const read = awsProfiles(pair, texts, env);
  return { ...read, problems: [...problems, ...read.problems], fingerprint };
}

/** The static key a pair holds for a profile at this moment, or `undefined`. */
export async function readStaticKey(pair: AwsFilePair, name: string): Promise<StaticKey | undefined> {
  return staticKeyOf(pair, await textsOf(pair, () => undefined), name);
}

async function textsOf(pair: AwsFilePair, report: (problem: FileProblem) => void): Promise<PairTexts> {
  const [config, credentials] = await Promise.all([textOf(pair.configFile, report), textOf(pair.credentialsFile, report)]);
  return { config, credentials };
}

async function textOf(file: string, report: (problem: FileProblem) => void): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      report({ file, message: `${file} cannot be read (${code}).`, hint: 'Check that it is a file and that you may read it.' });
    return undefined;
  }
}
