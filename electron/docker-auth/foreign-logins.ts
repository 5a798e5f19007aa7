/** What `docker login` has left for registries that are none of ECR's: read only when such a host is asked. */
import { z } from 'zod';
import { answererFor, authsOf, rawAt } from '../../shared/docker/config-file';
import { AppError } from '../../shared/errors';
import { callHelper } from './credential-helper';
import { OWN_HELPER } from './docker-config-file';

export interface ForeignLogin {
  /** `<token>` for an identity token, which only a token service takes (docker/cli, `config/types`). */
  username: string;
  password: string;
}

export interface ForeignLoginsOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Docker's config.json. */
  config: { read(): Promise<string> };
  /** Asks Berth's own helper without starting its program. */
  ownHelper?: (host: string) => Promise<{ username: string; secret: string } | undefined>;
  /** Milliseconds; never goes back. */
  clock: () => number;
}

/** The name under which Docker keeps the sign-in at Docker Hub. */
const HUB_KEY = 'https://index.docker.io/v1/';
/** The user name that stands for an identity token. */
export const IDENTITY_TOKEN = '<token>';
/** A helper is a program to start: a sync of thousands of tags must not start thousands, in milliseconds. */
const KEEP = 60_000;

const Entry = z.object({ auth: z.string().optional(), username: z.string().optional(), password: z.string().optional(), identitytoken: z.string().optional() });
const HelperAnswer = z.object({ Username: z.string(), Secret: z.string() });

export class ForeignLogins {
  readonly #options: ForeignLoginsOptions;
  readonly #kept = new Map<string, { until: number; login: Promise<ForeignLogin | undefined> }>();

  constructor(options: ForeignLoginsOptions) {
    this.#options = options;
  }

  /**
   * Docker's sign-in for a host, or undefined where it has none: then the visit is anonymous. So it is too while Docker's helper fails
   * or its file is malformed, as Docker itself does it; `fresh`, after a refusal, tells that failure. @throws AppError then.
   */
  async loginFor(host: string, { fresh = false } = {}): Promise<ForeignLogin | undefined> {
    const { clock } = this.#options;
    const kept = this.#kept.get(host);
    if (!fresh && kept !== undefined && clock() < kept.until) return kept.login.catch(() => undefined);
    const login = this.#read(host);
    this.#kept.set(host, { until: clock() + KEEP, login });
    return fresh ? login : login.catch(() => undefined);
  }

  /** Order as in docker/cli 28: the environment, the helper that answers for the host, the file. */
  async #read(host: string): Promise<ForeignLogin | undefined> {
    const { env, config, ownHelper } = this.#options;
    const fromEnvironment = env.DOCKER_AUTH_CONFIG ? loginIn(env.DOCKER_AUTH_CONFIG, host) : undefined;
    if (fromEnvironment !== undefined) return fromEnvironment;
    const text = await config.read();
    const key = host === 'docker.io' ? HUB_KEY : host;
    const answerer = answererFor(text, key);
    if (answerer.kind === 'file') return loginIn(text, host);
    if (answerer.helper === OWN_HELPER && ownHelper !== undefined) {
      const own = await ownHelper(hostnameOf(key));
      return own === undefined ? undefined : { username: own.username, password: own.secret };
    }
    const printed = await callHelper({ helper: answerer.helper, verb: 'get', input: key, env });
    if (printed === undefined) return undefined;
    const answer = HelperAnswer.safeParse(parseJson(printed));
    // What it printed may hold the secret.
    if (!answer.success) throw new AppError('docker-helper-failed', `Docker’s credential helper docker-credential-${answerer.helper} gave no sign-in for ${host}.`, { hint: `Sign in there again with “docker login ${host}”.` });
    return answer.data.Username === '' ? undefined : { username: answer.data.Username, password: answer.data.Secret };
  }
}

/** The login in `auths`: under the host itself, or under one of the names that old Dockers wrote for it. */
function loginIn(text: string, host: string): ForeignLogin | undefined {
  const keys = [...authsIn(text)];
  const key = keys.find((each) => each === (host === 'docker.io' ? HUB_KEY : host)) ?? keys.find((each) => isNameOf(each, host));
  const entry = key === undefined ? undefined : Entry.safeParse(parseJson(rawAt(text, ['auths', key]) ?? '')).data;
  if (entry === undefined) return undefined;
  if (entry.identitytoken) return { username: IDENTITY_TOKEN, password: entry.identitytoken };
  if (!entry.auth) return entry.username && entry.password ? { username: entry.username, password: entry.password } : undefined;
  const [, username, password] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(entry.auth, 'base64').toString('utf8')) ?? [];
  return username && password ? { username, password: password.replace(/\0+$/, '') } : undefined;
}

function authsIn(text: string): Iterable<string> {
  try {
    return authsOf(text).keys();
  } catch {
    return [];
  }
}

const HUB_NAMES: readonly string[] = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

function isNameOf(key: string, host: string): boolean {
  const name = hostnameOf(key);
  return name === host || (host === 'docker.io' && HUB_NAMES.includes(name));
}

const hostnameOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/.*$/, '').toLowerCase();

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
