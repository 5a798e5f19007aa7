import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { objectIn, type TokenKey } from './token-record';

/** Files of Berth's folder that are read here. */
export const BINDINGS_FILE = 'helper-hosts.json';
const SIGN_INS_FILE = 'sign-ins.json';

/**
 * Which token answers for a host, and what that was decided from. As long as every file is as it was and Docker is signed
 * in there by the same profile, the decision stands and nothing has to be asked. No secret.
 */
export interface HostBinding extends TokenKey {
  host: string;
  profile: string;
  /** `environmentMark` of the process that decided. */
  environment: string;
  /** `fileMark` by path. */
  files: Record<string, string>;
  /** `signInMark` of the host. */
  signedIn: string;
}

export interface BindingQuestion {
  /** Berth's folder. */
  folder: string;
  host: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** The binding of a host when what it was decided from has not changed; otherwise it has to be decided anew. */
export async function standingBinding({ folder, host, env }: BindingQuestion): Promise<HostBinding | undefined> {
  const environment = environmentMark(env);
  const binding = (await readBindings(folder)).find((one) => one.host === host && one.environment === environment);
  if (binding === undefined) return undefined;
  const marks = Promise.all(Object.entries(binding.files).map(async ([file, mark]) => (await fileMark(file)) === mark));
  const [signedIn, same] = await Promise.all([signInMark(folder, host), marks]);
  return signedIn === binding.signedIn && same.every(Boolean) ? binding : undefined;
}

/** All bindings of a folder; a file that cannot be read has none. */
export async function readBindings(folder: string): Promise<HostBinding[]> {
  const value = objectIn(await readFile(join(folder, BINDINGS_FILE), 'utf8').catch(() => undefined));
  return value?.version === 1 && Array.isArray(value.hosts) ? value.hosts.filter(isBinding) : [];
}

/** Differs between processes that see other AWS files or other keys in their environment. Reveals nothing. */
export function environmentMark(env: BindingQuestion['env']): string {
  const decisive = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_ACCESS_KEY_ID', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_ECR', 'AWS_ENDPOINT_URL_STS'];
  return createHash('sha256').update(JSON.stringify(decisive.map((name) => env[name] ?? ''))).digest('base64url').slice(0, 22);
}

/** Changes with every write of a file, and when it comes or goes. */
export async function fileMark(file: string): Promise<string> {
  return stat(file).then(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`, () => 'absent');
}

/** When the file of a mark was written, in milliseconds since 1970; long ago when it is not there. */
export const changedAt = (mark: string): number => Number.parseFloat(mark) || 0;

/** Who is signed in at a host by Berth: its profile and region, or nothing. */
export async function signInMark(folder: string, host: string): Promise<string> {
  const value = objectIn(await readFile(join(folder, SIGN_INS_FILE), 'utf8').catch(() => undefined));
  const records = Array.isArray(value?.signIns) ? (value.signIns as unknown[]) : [];
  const found = records.find((one): one is Record<string, unknown> => typeof one === 'object' && one !== null && 'host' in one && one.host === host);
  return found === undefined ? '' : `${String(found.profile)} ${String(found.region)}`;
}

function isBinding(value: unknown): value is HostBinding {
  if (typeof value !== 'object' || value === null) return false;
  const binding = value as Record<string, unknown>;
  const texts = ['host', 'profile', 'region', 'principal', 'environment', 'signedIn'].every((name) => typeof binding[name] === 'string');
  return texts && typeof binding.files === 'object' && binding.files !== null && Object.values(binding.files).every((mark) => typeof mark === 'string');
}
