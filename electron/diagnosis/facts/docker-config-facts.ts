import { z } from 'zod';
import { answererFor, authOf, authsOf, configFault, helpersOf, storeOf } from '../../../shared/docker/config-file';
import { hostOfEndpoint, parseRegistryHost } from '../../../shared/ecr/registry-host';
import { fileFacts, onPath } from '../../docker-auth/config/health/gather-facts';
import { ecrExpiry } from '../../docker-auth/config/health/ecr-password';
import { callHelper } from '../../docker-auth/credential-helper';
import { EditedFile } from '../../docker-auth/config/edited-file';
import type { ConfigFacts, SignInFact } from '../diagnosis-facts';
import { within } from './within';

type Env = Readonly<Record<string, string | undefined>>;

export interface DockerConfigQuestion {
  env: Env;
  platform: NodeJS.Platform;
  /** Docker's config.json. */
  path: string;
  host: string;
}

/** What Docker would present; `auth` is base64 of `user:password` and stays out of the facts. */
export interface DockersSignIn {
  facts: ConfigFacts;
  auth?: string;
}

const HELPER_MS = 6_000;
const HelperAnswer = z.object({ Username: z.string(), Secret: z.string() });

/** Follows docker/cli's way to the sign-in of a host; nothing is changed, nothing thrown. */
export async function dockerConfigFacts({ env, platform, path, host }: DockerConfigQuestion): Promise<DockersSignIn> {
  const file = await fileFacts(new EditedFile(path), { env, platform });
  const { text = '' } = file;
  const environment = environmentAuths(env);
  const facts: ConfigFacts = {
    path,
    environment: { state: environment === undefined ? 'unset' : environment === 'malformed' ? 'malformed' : 'set' },
    file: fileState(file),
    shadowed: false,
    otherHosts: [...authsOf(text).keys(), ...helpersOf(text).keys()].map(hostOfEndpoint).filter((other) => other !== host),
  };
  const found = async (): Promise<DockersSignIn> => {
    const given = environment === undefined || environment === 'malformed' ? undefined : environment[host];
    if (given !== undefined) return signedIn(facts, 'environment', { auth: given, text, host });
    const answerer = answererFor(text, host);
    if (answerer.kind === 'helper') return askHelper({ ...facts, shadowed: authOf(text, host) !== undefined }, { helper: answerer.helper, text, host, env });
    const dead = [...helpersOf(text).keys()].find((key) => key !== host && hostOfEndpoint(key) === host);
    const auth = authOf(text, host) ?? legacyAuth(text, host);
    const seen = { ...facts, ...(dead !== undefined && { deadHelperKey: dead }) };
    return auth === undefined || auth === '' ? { facts: seen } : signedIn(seen, 'file', { auth, text, host });
  };
  return found();
}

function fileState({ path, text, broken, marked, writable }: Awaited<ReturnType<typeof fileFacts>>): ConfigFacts['file'] {
  if (broken === 'unreadable') return { state: 'unreadable', code: 'EACCES' };
  if (broken === 'not-utf-8') return { state: 'malformed', line: 1, column: 1, reason: 'it is not UTF-8 text' };
  if (broken !== undefined) return { state: 'malformed', ...broken };
  if (marked) return { state: 'malformed', line: 1, column: 1, reason: 'it begins with a byte-order mark, which Docker cannot read' };
  if (!writable) return { state: 'unwritable', code: 'EACCES' };
  return text === undefined || (text === '' && path !== '') ? { state: 'missing' } : { state: 'fine' };
}

/** Keys of old have a scheme or a path; docker/cli still finds them in the file. */
const legacyAuth = (text: string, host: string): string | undefined => {
  const key = [...authsOf(text).keys()].find((each) => hostOfEndpoint(each) === host);
  return key === undefined ? undefined : authOf(text, key);
};

async function askHelper(facts: ConfigFacts, { helper, text, host, env }: { helper: string; text: string; host: string; env: Env }): Promise<DockersSignIn> {
  const key = helpersOf(text).get(host) === helper ? 'credHelpers' : storeOf(text) === helper ? 'credsStore' : 'credHelpers';
  const of = (state: NonNullable<ConfigFacts['helper']>['state']): ConfigFacts => ({ ...facts, helper: { name: helper, key, state } });
  if (!/^[\w.-]+$/.test(helper)) return { facts: of('bad-name') };
  if ((await onPath(`docker-credential-${helper}`, env)) === undefined) return { facts: of('missing') };
  try {
    // The helper itself is given a little longer, so that silence is told from failure.
    const output = await within(HELPER_MS, 'The helper', callHelper({ helper, verb: 'get', input: host, env, timeoutMs: HELPER_MS + 2_000 }));
    if (output === undefined) return { facts: of('miss') };
    const { Username, Secret } = HelperAnswer.parse(JSON.parse(output));
    return signedIn(of('answers'), 'helper', { auth: Buffer.from(`${Username}:${Secret}`).toString('base64'), text, host });
  } catch (thrown) {
    return { facts: of(thrown instanceof Error && 'code' in thrown && thrown.code === 'timeout' ? 'silent' : 'fails') };
  }
}

function signedIn(facts: ConfigFacts, where: SignInFact['where'], { auth, text, host }: { auth: string; text: string; host: string }): DockersSignIn {
  const username = Buffer.from(auth, 'base64').toString('utf8').split(':')[0] ?? '';
  const expiresAt = ecrExpiry(auth);
  const sameAs = [...authsOf(text).keys()].map(hostOfEndpoint).find((other) => other !== host && authOf(text, other) === auth && isElsewhere(other, host));
  const signIn: SignInFact = { where, username, ...(expiresAt !== undefined && { expiresAt }), ...(sameAs !== undefined && { sameAs }) };
  return { facts: { ...facts, signIn }, auth };
}

/** A token serves all registries of its region, so only one of another region is wrong here. */
function isElsewhere(other: string, host: string): boolean {
  const [there, here] = [parseRegistryHost(other), parseRegistryHost(host)];
  return !(there.kind === 'private' && here.kind === 'private' && there.region === here.region);
}

const EnvironmentConfig = z.object({ auths: z.record(z.string(), z.object({ auth: z.string().optional() }).loose()) });

function environmentAuths(env: Env): Record<string, string | undefined> | 'malformed' | undefined {
  const text = env.DOCKER_AUTH_CONFIG;
  if (!text) return undefined;
  try {
    if (configFault(text) !== undefined) return 'malformed';
    const { auths } = EnvironmentConfig.parse(JSON.parse(text));
    return Object.fromEntries(Object.entries(auths).map(([key, { auth }]) => [hostOfEndpoint(key), auth]));
  } catch {
    return 'malformed';
  }
}
