import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProfileDefinition, SsoSessionDefinition } from '../../../electron/profiles/profile-definition';
import { cacheFileName } from '../../../electron/sessions/sso/cache/token-file';
import { AWS_TIMEOUTS } from '../../../electron/sessions/clients/client-config';
import { OwnSessions } from '../../../electron/sessions/sso/own-sessions';
import type { OpenBrowser, SsoClock } from '../../../electron/sessions/sso/ports';
import { SsoClients } from '../../../electron/sessions/sso/sso-clients';
import { SsoSessions } from '../../../electron/sessions/sso/sso-sessions';
import type { AddSsoProfile } from '../../../shared/model/profile';
import { SsoState, type SsoSession } from '../../../shared/model/sso';
import { startIdentityCenter, type IdentityCenter, type IdentityCenterOptions } from '../../support/identity-center/identity-center';

export const NAME = 'harbour';

/** Time that runs ahead of whoever sleeps: short sleeps are over at once; long ones end by their signal, or when nobody has patience. */
export class FastClock implements SsoClock {
  shift = 0;
  impatient = false;
  readonly slept: number[] = [];

  now(): number {
    return Date.now() + this.shift;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.slept.push(milliseconds);
    if (milliseconds >= 60_000 && !this.impatient) return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));
    this.shift += milliseconds;
    return new Promise((resolve) => void setTimeout(resolve, 2));
  }
}

/** Profiles that a test writes down. */
export class WrittenProfiles {
  sessions: SsoSessionDefinition[] = [];
  profiles: ProfileDefinition[] = [];
  readonly added: AddSsoProfile[] = [];

  definitions(): readonly ProfileDefinition[] {
    return this.profiles;
  }
  ssoSessions(): readonly SsoSessionDefinition[] {
    return this.sessions;
  }
  onChange(): () => void {
    return () => undefined;
  }
  addSso(...inputs: AddSsoProfile[]): Promise<void> {
    this.added.push(...inputs);
    return Promise.resolve();
  }
}

export const ssoProfile = (accountId: string, roleName: string, session = NAME): ProfileDefinition => ({
  name: `${accountId}-${roleName}`,
  source: 'aws-files',
  kind: 'sso',
  regions: ['eu-central-1'],
  sso: { session, startUrl: 'https://harbour.awsapps.com/start', region: 'eu-central-1', accountId, roleName },
  endpoints: {},
});

export interface Surroundings {
  home: string;
  center: IdentityCenter;
  clock: FastClock;
  profiles: WrittenProfiles;
  /** What the browser was asked to open. */
  opened: string[];
  /** What Berth wrote into its log. */
  logged: unknown[];
  sso: SsoSessions;
  /** A second Berth on the same machine. */
  another(): Promise<SsoSessions>;
  session(name?: string): SsoSession;
  /** The token file as it stands on disk. */
  file(name?: string): Promise<Record<string, unknown>>;
  writeFile(value: unknown, name?: string): Promise<void>;
  path(name?: string): string;
  close(): Promise<void>;
}

export interface SurroundingsOptions extends IdentityCenterOptions {
  /** Instead of a browser that does as it is told. */
  openBrowser?: OpenBrowser;
  session?: Partial<SsoSessionDefinition>;
  /** How often the SDK tries by itself. */
  maxAttempts?: number;
}

/** A person with a home, a browser, and an Identity Center whose time is theirs. */
export async function surroundings({ openBrowser, session = {}, maxAttempts = AWS_TIMEOUTS.maxAttempts, ...options }: SurroundingsOptions = {}): Promise<Surroundings> {
  const home = await mkdtemp(join(tmpdir(), 'berth-sso-'));
  const clock = new FastClock();
  const center = await startIdentityCenter({ ...options, now: () => clock.now() });
  const profiles = new WrittenProfiles();
  profiles.sessions = [{ name: NAME, startUrl: center.startUrl, region: 'eu-central-1', endpoints: { sso: center.url, ssoOidc: center.url }, ...session }];
  const opened: string[] = [];
  const browser: OpenBrowser = async (url) => {
    opened.push(url);
    await (openBrowser ?? center.browse)(url);
  };
  const all: SsoSessions[] = [];
  const logged: unknown[] = [];
  const another = async (): Promise<SsoSessions> => {
    const own = new OwnSessions(join(home, 'berth', 'sso-sessions.json'));
    const sso = new SsoSessions({ home, own, profiles, clock, clients: new SsoClients({ ...AWS_TIMEOUTS, maxAttempts }), openBrowser: browser, after, log: (thrown) => void logged.push(thrown) });
    all.push(sso);
    await sso.load();
    return sso;
  };
  const sso = await another();
  const path = (name = NAME): string => join(home, '.aws', 'sso', 'cache', cacheFileName(name));
  return {
    home, center, clock, profiles, opened, logged, sso, another, path,
    session: (name = NAME) => {
      const found = SsoState.parse(sso.state()).sessions.find((one) => one.name === name);
      if (found === undefined) throw new Error(`no session ${name}`);
      return found;
    },
    file: async (name = NAME) => JSON.parse(await readFile(path(name), 'utf8')) as Record<string, unknown>,
    writeFile: async (value, name = NAME) => {
      await mkdir(dirname(path(name)), { recursive: true });
      await writeFile(path(name), typeof value === 'string' ? value : JSON.stringify(value));
    },
    close: async () => {
      all.forEach((one) => one.close());
      await center.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The page of the sign-in, as soon as it is shown. */
export const pageShown = ({ sso, session }: Surroundings): Promise<string> =>
  new Promise((resolve) => {
    const look = (): void => {
      const page = session().flow?.verificationUri;
      if (page === undefined) return;
      stop();
      resolve(page);
    };
    const stop = sso.onChange(look);
    look();
  });

function after(milliseconds: number, then: () => void): () => void {
  const timer = setTimeout(then, milliseconds);
  return () => clearTimeout(timer);
}
