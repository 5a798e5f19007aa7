import type { AwsCredentialIdentityProvider } from '@aws-sdk/types';
import type { RegistryAssignment } from '../../../shared/model/docker-config';
import type { TokenScope } from '../../docker-auth/ask-authorization';
import type { ProfileDefinition } from '../../profiles/profile-definition';
import type { ProfileFacts } from '../diagnosis-facts';
import { failureOf, within } from './within';

export interface ProfilePorts {
  env: Readonly<Record<string, string | undefined>>;
  profiles: { definitions(): readonly ProfileDefinition[] };
  /** Must ask no person. */
  credentials: { quietProviderFor(profile: string): AwsCredentialIdentityProvider };
  tokens: { fresh(scope: TokenScope): Promise<{ host: string }> };
}

/** A `credential_process` and a keychain may both take their time. */
const CREDENTIALS_MS = 15_000;
const TOKEN_MS = 20_000;
const NOT_ASKED = { state: 'not-asked' } as const;

/** How far the assigned profile gets: complete, credentials, a registry token. Asks no person, never throws. */
export async function profileFacts(ports: ProfilePorts, assignment: RegistryAssignment): Promise<ProfileFacts> {
  const definition = ports.profiles.definitions().find(({ name }) => name === assignment.profile);
  const proxy = proxyFor(assignment.host, ports.env);
  const facts = { assignment, ...(proxy !== undefined && { proxy }), credentials: NOT_ASKED, token: NOT_ASKED };
  if (definition === undefined) return facts;
  const problem = problemOf(definition, ports.profiles.definitions());
  const endpoint = definition.endpoints.ecr === undefined ? undefined : withoutUser(definition.endpoints.ecr);
  const known = { ...facts, ...(problem !== undefined && { problem }), ...(endpoint !== undefined && { endpoint }) };
  if (problem !== undefined) return known;
  const { name } = definition;
  try {
    await within(CREDENTIALS_MS, `Profile ${name}`, Promise.resolve(ports.credentials.quietProviderFor(name)()));
  } catch (thrown) {
    return { ...known, credentials: { state: 'failed', ...failureOf(thrown) } };
  }
  if (assignment.region === undefined) return { ...known, credentials: { state: 'fine' } };
  const scope: TokenScope = { profile: name, region: assignment.region, ...(assignment.host === 'public.ecr.aws' && { public: true }) };
  try {
    const { host } = await within(TOKEN_MS, 'AWS', ports.tokens.fresh(scope));
    return { ...known, credentials: { state: 'fine' }, token: { state: 'fine', host } };
  } catch (thrown) {
    return { ...known, credentials: { state: 'fine' }, token: { state: 'failed', ...failureOf(thrown) } };
  }
}

/** A URL must not reach a message with its password. */
const withoutUser = (url: string): string => url.replace(/\/\/[^@/]*@/, '//');

/** Why a profile cannot be used at all, told apart by where the chain of its sources breaks. */
export function problemOf(definition: ProfileDefinition, all: readonly ProfileDefinition[]): ProfileFacts['problem'] {
  const { name, kind, problem, unusable } = definition;
  if (problem === undefined || (unusable !== true && kind !== 'other')) return undefined;
  const chain = [name];
  for (let at: ProfileDefinition | undefined = definition; at?.sourceProfile !== undefined && at.sourceProfile !== at.name; ) {
    const source: string = at.sourceProfile;
    if (chain.includes(source)) return { kind: 'loop', message: problem };
    chain.push(source);
    at = all.find((one) => one.name === source);
    if (at === undefined) return { kind: 'source-missing', message: problem };
  }
  return { kind: 'incomplete', message: problem };
}

/** The proxy that the environment names for a host, without its user and password; none for what NO_PROXY exempts. */
export function proxyFor(host: string, env: ProfilePorts['env']): string | undefined {
  const text = env.HTTPS_PROXY || env.https_proxy || env.ALL_PROXY || env.all_proxy;
  const exempt = (env.NO_PROXY || env.no_proxy || '').split(',').map((each) => each.trim().replace(/^\*?\./, '')).filter((each) => each !== '');
  const name = host.replace(/:\d+$/, '');
  if (!text || exempt.some((each) => each === '*' || name === each || name.endsWith(`.${each}`))) return undefined;
  try {
    return new URL(text.includes('://') ? text : `http://${text}`).host || undefined;
  } catch {
    return 'an address that is none';
  }
}
