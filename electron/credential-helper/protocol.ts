import { hostOfServerUrl } from './server-url';

/** What a registry takes as sign-in. */
export interface Login {
  username: string;
  secret: string;
}

/** Who knows the sign-ins. Hosts are as `hostOfServerUrl` gives them; whatever is thrown is told as its sentence. */
export interface LoginKeeper {
  /** `undefined` when nothing is known: Docker goes on without a sign-in. */
  get(host: string): Promise<Login | undefined>;
  /** `serverUrl` is how Docker names the host, and wants to see it listed. */
  store(host: string, login: Login & { serverUrl: string }): Promise<void>;
  erase(host: string): Promise<void>;
  /** User by server URL. */
  list(): Promise<Record<string, string>>;
}

/** Exit status and standard output. Errors go to the standard output too: Docker reads nothing else. */
export interface HelperAnswer {
  code: 0 | 1;
  output: string;
}

// Docker knows these by their very words (docker-credential-helpers, credentials/error.go and credentials.go).
const MISS = 'credentials not found in native keychain';
const NO_SERVER_URL = 'no credentials server URL';
const NO_USERNAME = 'no credentials username';

export const HELPER_VERBS = ['store', 'get', 'erase', 'list', 'version'] as const;
/** Bytes of an input: a sign-in has some thousands. */
export const INPUT_LIMIT = 131_072;

/** Answers one call of `docker-credential-berth VERB` with this standard input. Never throws, never repeats a secret. */
export async function answerHelper(verb: string | undefined, input: string, keeper: LoginKeeper & { version: string }): Promise<HelperAnswer> {
  try {
    switch (verb) {
      case 'get':
        return await get(input, keeper);
      case 'store':
        return await store(input, keeper);
      case 'erase':
        return await erase(input, keeper);
      case 'list':
        return said(JSON.stringify(await keeper.list()));
      case 'version':
        return said(`docker-credential-berth (Berth) ${keeper.version}`);
      default:
        return failed(verb === undefined ? `Usage: docker-credential-berth <${HELPER_VERBS.join('|')}>` : `Unknown credential action \`${shown(verb)}\``);
    }
  } catch (thrown) {
    return failed(sentenceOf(thrown));
  }
}

async function get(input: string, keeper: LoginKeeper): Promise<HelperAnswer> {
  const serverUrl = joined(input);
  if (serverUrl === '') return failed(NO_SERVER_URL);
  const host = hostOfServerUrl(serverUrl);
  const login = host === undefined ? undefined : await keeper.get(host);
  if (login === undefined) return failed(MISS);
  return said(JSON.stringify({ ServerURL: serverUrl, Username: login.username, Secret: login.secret }));
}

async function store(input: string, keeper: LoginKeeper): Promise<HelperAnswer> {
  const given = credentialsIn(joined(input));
  if (given === undefined) return failed('What was to be stored is not the JSON of a sign-in.');
  if (given.serverUrl === '') return failed(NO_SERVER_URL);
  if (given.username === '') return failed(NO_USERNAME);
  const host = hostOfServerUrl(given.serverUrl);
  if (host === undefined) return failed('The server URL to be stored names no host.');
  await keeper.store(host, given);
  return { code: 0, output: '' };
}

async function erase(input: string, keeper: LoginKeeper): Promise<HelperAnswer> {
  const serverUrl = joined(input);
  if (serverUrl === '') return failed(NO_SERVER_URL);
  const host = hostOfServerUrl(serverUrl);
  if (host !== undefined) await keeper.erase(host);
  return { code: 0, output: '' };
}

/** The official helpers read line by line and put the lines together. */
const joined = (input: string): string => input.replace(/\r?\n/g, '').trim();

function credentialsIn(text: string): (Login & { serverUrl: string }) | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own words would repeat the secret.
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const field = (name: string): unknown => (Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : '');
  const [serverUrl, username, secret] = [field('ServerURL'), field('Username'), field('Secret')];
  if (typeof serverUrl !== 'string' || typeof username !== 'string' || typeof secret !== 'string') return undefined;
  return { serverUrl: serverUrl.trim(), username, secret };
}

const said = (text: string): HelperAnswer => ({ code: 0, output: `${text}\n` });
const failed = (text: string): HelperAnswer => ({ code: 1, output: `${text}\n` });
const shown = (verb: string): string => verb.replace(/[^\w-]/g, '?').slice(0, 40);

/** AppErrors are told by name, without their module: it would cost a helper more time than all the rest. */
function sentenceOf(thrown: unknown): string {
  if (!(thrown instanceof Error) || thrown.name !== 'AppError') return 'Something went wrong inside Berth; its log knows more.';
  const hint = 'hint' in thrown && typeof thrown.hint === 'string' ? ` ${thrown.hint}` : '';
  return `${thrown.message}${hint}`.replace(/\s+/g, ' ').trim();
}
