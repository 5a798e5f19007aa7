/** What a change of Docker's config.json touched, and how it alone is taken back. Pure. */
import { authOf, authsOf, configFault, helpersOf, rawAt, withPathOf } from '../../../shared/docker/config-file';
import { nodeAt } from '../../../shared/docker/json-edit';

/** One change that a person made through Berth: the file as it was, and as it was left. */
export interface ConfigChange {
  /** `undefined`: there was no file. */
  before: string | undefined;
  after: string;
}

/** The entries in which two texts differ: `['auths', HOST]`, `['credHelpers', HOST]`, `['credsStore']`. */
export function changedPaths({ before = '', after }: ConfigChange): string[][] {
  const texts = [before, after];
  const hosts = (entries: (text: string) => ReadonlyMap<string, string>): string[] => [...new Set(texts.flatMap((text) => [...entries(text).keys()]))];
  const paths = [
    ...hosts(authsOf).map((host) => ['auths', host]),
    ...hosts(helpersOf).map((host) => ['credHelpers', host]),
    ['credsStore'],
  ];
  return paths.filter((path) => rawAt(before, path) !== rawAt(after, path));
}

/**
 * The text without this change: byte for byte as it was when nobody wrote since; else only the entries of the change
 * are put back, and only where they still are as Berth left them (a token that was renewed since counts as such).
 * `undefined` when there was no file.
 */
export function takenBack(change: ConfigChange, present: string): string | undefined {
  if (present === change.after) return change.before;
  if (configFault(present) !== undefined) return present;
  return changedPaths(change)
    .filter((path) => isStillOurs(change, present, path))
    .reduce((text, path) => withPathOf(change.before ?? '', text, path), present);
}

function isStillOurs({ after }: ConfigChange, present: string, path: string[]): boolean {
  if (valueAt(present, path) === valueAt(after, path)) return true;
  const [holder, host] = path;
  if (holder !== 'auths' || host === undefined) return false;
  const [now, left] = [userOf(present, host), userOf(after, host)];
  return now !== undefined && now === left;
}

/** Another program may have laid the same value out anew. */
function valueAt(text: string, path: string[]): string | undefined {
  const raw = nodeAt(text, path) === undefined ? undefined : rawAt(text, path);
  return raw === undefined ? undefined : JSON.stringify(JSON.parse(raw));
}

/** Whose sign-in an entry of `auths` is; its password may change with every renewal. */
export function userOf(text: string, host: string): string | undefined {
  const auth = authOf(text, host);
  return auth === undefined ? undefined : userOfAuth(auth);
}

/** The user of a base64 `user:password`. */
export const userOfAuth = (auth: string): string => Buffer.from(auth, 'base64').toString('utf8').split(':')[0] ?? '';
