import type { ProfileDefinition, SsoSessionDefinition } from '../../profiles/profile-definition';
import type { KnownSession } from './ports';

export interface SessionSources {
  /** Of the AWS files. */
  files: readonly SsoSessionDefinition[];
  /** Those that a person added in Berth. */
  own: readonly KnownSession[];
  profiles: readonly ProfileDefinition[];
}

/**
 * Every session, each name once: the AWS files come first, then Berth's own, then what profiles name that neither has. A
 * section of the AWS files has no place for an endpoint, so a session takes that of its first profile with one.
 */
export function knownSessions({ files, own, profiles }: SessionSources): KnownSession[] {
  const known = new Map<string, KnownSession>();
  const add = (session: KnownSession): void => void (known.has(session.name) || known.set(session.name, session));
  files.forEach((session) => add({ ...session, source: 'aws-files' }));
  own.forEach(add);
  for (const { sso, source } of profiles) {
    if (sso === undefined || sso.startUrl === '' || sso.region === '' || source === 'berth') continue;
    add({ name: sso.session, startUrl: sso.startUrl, region: sso.region, endpoints: {}, source: 'aws-files' });
  }
  return [...known.values()].map((session) => ({ ...session, endpoints: { ...endpointsOf(session.name, profiles), ...session.endpoints } }));
}

function endpointsOf(session: string, profiles: readonly ProfileDefinition[]): KnownSession['endpoints'] {
  const mine = profiles.filter(({ sso, source }) => sso?.session === session && source !== 'berth');
  const sso = mine.find(({ endpoints }) => endpoints.sso !== undefined)?.endpoints.sso;
  const ssoOidc = mine.find(({ endpoints }) => endpoints.ssoOidc !== undefined)?.endpoints.ssoOidc;
  return { ...(sso !== undefined && { sso }), ...(ssoOidc !== undefined && { ssoOidc }) };
}
