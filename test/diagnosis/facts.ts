import type { ConfigFacts, DiagnosisFacts, EngineFacts, ProfileFacts } from '../../electron/diagnosis/diagnosis-facts';
import type { ErrorCode, WireError } from '../../shared/errors';
import type { Remedy } from '../../shared/model/remedy';

export const ACCOUNT = '111122223333';
export const HOST = `${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com`;
export const US_HOST = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`;
export const TEXT = `${HOST}/shop/api:1.0`;
export const CONFIG = '/home/ada/.docker/config.json';
export const NOW = Date.parse('2026-03-01T12:00:00Z');

/** Nothing is wrong: Docker would pull. */
export const healthy: DiagnosisFacts = {
  now: NOW,
  text: TEXT,
  reference: { state: 'fine', value: { host: HOST, repository: 'shop/api', tag: '1.0' }, hostOnly: false },
  knownHosts: [HOST, US_HOST],
  config: {
    path: CONFIG,
    environment: { state: 'unset' },
    file: { state: 'fine' },
    signIn: { where: 'file', username: 'AWS', expiresAt: NOW + 3_600_000 },
    shadowed: false,
    otherHosts: [],
  },
  engine: { state: 'reachable', host: 'unix:///var/run/docker.sock', platform: 'linux/amd64', clockSkewMs: 40, dataRoot: '/var/lib/docker', freeBytes: 50e9, trustsPlainHttp: false },
  ping: { state: 'answered', plainHttp: false, skewMs: 300, dockersSignIn: 'accepted' },
  disk: { folders: [{ path: '/home/ada/.docker', freeBytes: 20e9 }] },
  profile: {
    assignment: { host: HOST, profile: 'dev', region: 'eu-central-1', accountId: ACCOUNT, because: 'owner', reason: `Profile dev acts in account ${ACCOUNT}, which owns this registry.` },
    credentials: { state: 'fine' },
    token: { state: 'fine', host: HOST },
  },
  image: { state: 'there', platforms: ['linux/amd64', 'linux/arm64/v8'], index: true },
};

/** The healthy facts with Docker signed out: nothing hides what is wrong behind. */
export const signedOut: DiagnosisFacts = { ...withConfig({ signIn: undefined }), ping: { state: 'answered', plainHttp: false, skewMs: 300 } };

export function withConfig(over: { [K in keyof ConfigFacts]?: ConfigFacts[K] | undefined }, facts: DiagnosisFacts = healthy): DiagnosisFacts {
  const merged = Object.entries({ ...facts.config, ...over }).filter(([, value]) => value !== undefined);
  return { ...facts, config: Object.fromEntries(merged) as unknown as ConfigFacts };
}

export const withEngine = (over: Partial<Extract<EngineFacts, { state: 'reachable' }>>): DiagnosisFacts => ({ ...healthy, engine: { ...healthy.engine, ...over } as EngineFacts });

export const withProfile = (over: Partial<ProfileFacts>, facts: DiagnosisFacts = signedOut): DiagnosisFacts => ({ ...facts, profile: { ...(facts.profile as ProfileFacts), ...over } });

export const wire = (code: ErrorCode, message: string, rest: { hint?: string; remedy?: Remedy } = {}): WireError => ({ code, message, ...rest });

export const failed = (error: WireError, systemCode?: string) => ({ state: 'failed' as const, error, ...(systemCode !== undefined && { systemCode }) });
