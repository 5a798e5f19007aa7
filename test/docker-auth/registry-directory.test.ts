import { beforeEach, describe, expect, test } from 'vitest';
import { RegistryDirectory, type SignedInHost } from '../../electron/docker-auth/registry-directory';
import type { Learned } from '../../electron/docker-auth/registries/learned-hosts';
import { RegistryMap } from '../../electron/docker-auth/registries/registry-map';
import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import { AppError } from '../../shared/errors';
import type { RegistryRule } from '../../shared/model/docker-config';

const ecr = (account: string, region: string): string => `${account}.dkr.ecr.${region}.amazonaws.com`;
const [DEV, OPS] = ['111111111111', '222222222222'];

let definitions: ProfileDefinition[];
let accounts: Record<string, string>;
/** Hosts that custom endpoints hand out, by profile and region. */
let hosts: Record<string, string>;
let asked: string[];
let rules: RegistryRule[];
let signIns: SignedInHost[];
let disk: Map<string, Learned>;
let profilesChanged: () => void;
let directory: RegistryDirectory;

const profile = (name: string, over: Partial<ProfileDefinition> = {}): ProfileDefinition => ({ name, source: 'aws-files', kind: 'static', regions: ['eu-west-1'], endpoints: {}, ...over });
const custom = (name: string, over: Partial<ProfileDefinition> = {}): ProfileDefinition => profile(name, { endpoints: { ecr: 'http://127.0.0.1:1' }, ...over });

beforeEach(() => {
  definitions = [profile('dev'), profile('ops', { regions: ['us-east-1'] })];
  accounts = { dev: DEV, ops: OPS };
  hosts = {};
  asked = [];
  [rules, signIns, disk] = [[], [], new Map()];
  directory = open();
});

/** A directory as a new process has it, on the same disk. */
const open = (): RegistryDirectory =>
  new RegistryDirectory({
    rules: () => rules,
    signIns: { read: async () => signIns },
    learned: {
      read: async (profiles) => structuredClone(disk.get(profiles) ?? { hosts: {}, accounts: {} }),
      add: async (profiles, news) => {
        const before = disk.get(profiles);
        disk.set(profiles, { hosts: { ...before?.hosts, ...news.hosts }, accounts: { ...before?.accounts, ...news.accounts } });
      },
    },
    profiles: {
      find: (name) => {
        const found = definitions.find((one) => one.name === name);
        if (found === undefined) throw new AppError('profile-not-found', `There is no profile ${name}.`);
        return found;
      },
      definitions: () => definitions,
      onChange: (listener) => ((profilesChanged = listener), () => undefined),
    },
    tokens: {
      tokenFor: async ({ profile: name, region }) => {
        asked.push(`${name} ${region}`);
        const host = hosts[`${name} ${region}`];
        if (host === undefined) throw new AppError('network', 'AWS cannot be reached.');
        return { host, endpoint: `http://${host}`, username: 'AWS', password: 'x', authorization: 'x', issuedAt: new Date(0), expiresAt: new Date(1) };
      },
    },
    identities: {
      whoAmI: async (name) => {
        asked.push(`${name} who`);
        const accountId = accounts[name];
        if (accountId === undefined) throw new AppError('credentials-invalid', 'No.');
        return { profile: name, accountId, arn: `arn:aws:iam::${accountId}:user/u`, userId: 'u', partition: 'aws' };
      },
    },
  });

describe('a registry of AWS', () => {
  test('is signed by a profile of its account, in the region of its name', async () => {
    expect(await directory.identityFor(ecr(OPS, 'ap-south-1'))).toEqual({ profile: 'ops', region: 'ap-south-1', accountId: OPS });
    expect(asked.filter((call) => !call.endsWith('who'))).toEqual([]);
  });

  test('is signed by the profile that a person prefers, whatever its account', async () => {
    expect(await directory.identityFor(ecr(OPS, 'us-east-1'), 'dev')).toMatchObject({ profile: 'dev', accountId: OPS });
    await expect(directory.identityFor(ecr(OPS, 'us-east-1'), 'gone')).rejects.toMatchObject({ code: 'profile-not-found' });
  });

  test('of an account nobody here acts in is signed by one that knows its region', async () => {
    expect(await directory.identityFor(ecr('333333333333', 'us-east-1'))).toMatchObject({ profile: 'ops', accountId: '333333333333' });
  });

  test('is not signed by profiles that are unusable, or whose endpoint is their own', async () => {
    definitions = [profile('dev', { kind: 'other' }), profile('ops', { problem: 'No secret.', unusable: true }), custom('sandbox')];
    await expect(directory.identityFor(ecr(DEV, 'eu-west-1'))).rejects.toMatchObject({ code: 'profile-not-found' });
  });

  test('is signed by a profile without a region of its own too', async () => {
    definitions = [profile('dev', { regions: [], problem: 'Profile dev has no region.' })];
    expect(await directory.identityFor(ecr(DEV, 'eu-west-1'))).toEqual({ profile: 'dev', region: 'eu-west-1', accountId: DEV });
  });

  test('passes over a profile that cannot say who it is', async () => {
    definitions.unshift(profile('broken'));
    expect(await directory.profileOfAccount(DEV)).toBe('dev');
    expect(await directory.profileOfAccount('333333333333')).toBeUndefined();
  });
});

describe('a registry behind an endpoint of one’s own', () => {
  beforeEach(() => {
    definitions = [custom('dev'), custom('ops', { regions: ['us-east-1'] }), profile('aws')];
    hosts = { 'dev eu-west-1': '127.0.0.1:5001', 'dev us-east-1': '127.0.0.1:5002', 'ops us-east-1': '127.0.0.1:5003' };
  });

  test('is known from the tokens that the endpoint hands out, in all regions of its profiles', async () => {
    expect(await directory.identityFor('127.0.0.1:5002')).toEqual({ profile: 'dev', region: 'us-east-1', accountId: DEV });
    expect(await directory.identityFor('127.0.0.1:5003')).toEqual({ profile: 'ops', region: 'us-east-1', accountId: OPS });
    expect(asked.filter((scope) => scope.startsWith('aws'))).toEqual([]);
  });

  test('is asked for once, again for a host that is new, and again when profiles change', async () => {
    await directory.identityFor('127.0.0.1:5001');
    const once = asked.length;
    await directory.identityFor('127.0.0.1:5001');
    expect(asked).toHaveLength(once);
    hosts['ops eu-west-1'] = '127.0.0.1:5004';
    expect(await directory.identityFor('127.0.0.1:5004')).toMatchObject({ profile: 'ops', region: 'eu-west-1' });
    const twice = asked.length;
    definitions = [custom('dev', { regions: ['eu-west-1', 'us-west-2'] })];
    profilesChanged();
    await directory.identityFor('127.0.0.1:5001');
    expect(asked.length).toBeGreaterThan(twice);
  });

  test('is nobody’s when no endpoint hands it out, which names the host', async () => {
    await expect(directory.identityFor('registry.example')).rejects.toMatchObject({ code: 'profile-not-found', message: expect.stringContaining('registry.example') as string });
    expect(await directory.ownerOf('public.ecr.aws')).toBeUndefined();
  });
});

describe('a person’s rules', () => {
  test('come before everything that Berth finds out, the first that matches wins, and AWS is not asked', async () => {
    rules = [{ pattern: `${OPS}.dkr.ecr.*.amazonaws.com`, profile: 'dev' }, { pattern: '*', profile: 'ops' }];
    signIns = [{ host: ecr(OPS, 'eu-west-1'), profile: 'ops', region: 'eu-west-1' }];
    expect(await directory.identityFor(ecr(OPS, 'eu-west-1'))).toEqual({ profile: 'dev', region: 'eu-west-1', accountId: OPS });
    expect(await directory.explain(`https://${ecr(DEV, 'eu-west-1').toUpperCase()}/`)).toEqual({
      host: ecr(DEV, 'eu-west-1'), profile: 'ops', region: 'eu-west-1', accountId: DEV, because: 'rule', reason: 'The rule “*” names profile ops.',
    });
    expect(asked).toEqual([]);
  });

  test('yield to a profile that is named outright', async () => {
    rules = [{ pattern: '*', profile: 'ops' }];
    expect(await directory.identityFor(ecr(OPS, 'eu-west-1'), 'dev')).toMatchObject({ profile: 'dev' });
  });

  test('that name a missing profile are said, not passed over', async () => {
    rules = [{ pattern: '*.amazonaws.com', profile: 'gone' }];
    await expect(directory.identityFor(ecr(DEV, 'eu-west-1'))).rejects.toMatchObject({
      code: 'profile-not-found', message: 'The rule “*.amazonaws.com” names profile gone, which does not exist.',
    });
    expect(await directory.explain(ecr(DEV, 'eu-west-1'))).not.toHaveProperty('profile');
  });

  test('with a wildcard never send a token to a registry that is not ECR’s; one that names the host does', async () => {
    rules = [{ pattern: '*', profile: 'dev' }];
    await expect(directory.identityFor('docker.io')).rejects.toMatchObject({ code: 'profile-not-found' });
    rules = [{ pattern: 'ecr.corp.example', profile: 'dev' }];
    expect(await directory.identityFor('ecr.corp.example')).toEqual({ profile: 'dev', region: 'eu-west-1' });
  });
});

describe('without a rule', () => {
  test('who is signed in there stays, before the owner', async () => {
    signIns = [{ host: ecr(OPS, 'us-east-1'), profile: 'dev', region: 'us-east-1', accountId: DEV }, { host: ecr(DEV, 'us-east-1'), profile: 'gone', region: 'us-east-1' }];
    expect(await directory.explain(ecr(OPS, 'us-east-1'))).toMatchObject({ profile: 'dev', accountId: OPS, because: 'signed-in' });
    expect(await directory.explain(ecr(DEV, 'us-east-1'))).toMatchObject({ profile: 'dev', because: 'owner' });
  });

  test('a role or an SSO profile is known by its definition, and one that needs nobody comes first', async () => {
    const sso = { session: 's', startUrl: 'https://x.example', region: 'eu-west-1', accountId: OPS, roleName: 'r' };
    definitions = [profile('by-sso', { kind: 'sso', sso }), profile('by-role', { kind: 'assume-role', roleArn: `arn:aws:iam::${OPS}:role/r`, sourceProfile: 'dev' }), profile('dev')];
    expect(await directory.identityFor(ecr(OPS, 'eu-west-1'))).toMatchObject({ profile: 'by-role' });
    expect(asked).toEqual(['dev who']);
  });

  test('keys of another partition are never tried', async () => {
    await expect(directory.identityFor('333333333333.dkr.ecr.cn-north-1.amazonaws.com.cn')).rejects.toMatchObject({ code: 'profile-not-found' });
    definitions.push(profile('china', { regions: ['cn-northwest-1'] }));
    expect(await directory.identityFor('333333333333.dkr.ecr.cn-north-1.amazonaws.com.cn')).toMatchObject({ profile: 'china' });
  });

  test('ECR Public is signed by the first that can, or as a rule says, in us-east-1', async () => {
    expect(await directory.identityFor('public.ecr.aws')).toEqual({ profile: 'ops', region: 'us-east-1', public: true });
    rules = [{ pattern: 'public.ecr.aws', profile: 'dev' }];
    expect(await directory.identityFor('public.ecr.aws')).toEqual({ profile: 'dev', region: 'us-east-1', public: true });
  });
});

describe('what AWS said', () => {
  beforeEach(() => {
    definitions = [custom('dev')];
    hosts = { 'dev eu-west-1': '127.0.0.1:5001' };
  });

  test('is not asked again by the next process, until the profiles are other ones', async () => {
    await directory.identityFor('127.0.0.1:5001');
    asked = [];
    expect(await open().identityFor('127.0.0.1:5001')).toEqual({ profile: 'dev', region: 'eu-west-1', accountId: DEV });
    expect(await open().profileOfAccount(DEV)).toBe('dev');
    expect(asked).toEqual([]);
    definitions = [custom('dev', { accessKeyId: 'AKIAOTHER' })];
    await open().identityFor('127.0.0.1:5001');
    expect(asked).not.toEqual([]);
  });

  test('lists every registry with its identity, the ones of rules and sign-ins included', async () => {
    definitions.push(profile('ops', { regions: ['us-east-1'] }));
    rules = [{ pattern: 'ecr.corp.example', profile: 'gone' }];
    signIns = [{ host: ecr('333333333333', 'us-east-1'), profile: 'ops', region: 'us-east-1' }];
    expect((await directory.assignments()).map(({ host, profile: name, because }) => [host, name, because])).toEqual([
      ['ecr.corp.example', undefined, 'rule'],
      [ecr('333333333333', 'us-east-1'), 'ops', 'signed-in'],
      [ecr(OPS, 'us-east-1'), 'ops', 'owner'],
      ['127.0.0.1:5001', 'dev', 'owner'],
      ['public.ecr.aws', 'ops', 'region'],
    ]);
  });
});

describe('the map of rules', () => {
  const mapOf = () =>
    new RegistryMap({
      profiles: { definitions: () => definitions },
      settings: { current: () => ({ registryRules: rules }), setRegistryRules: async (next) => void (rules = next) },
    });

  test('refuses an unknown profile, a pattern twice and what is no pattern, in a sentence each', async () => {
    await expect(mapOf().map('*', 'gone')).rejects.toMatchObject({ code: 'profile-not-found', message: 'The rule “*” names profile gone, which does not exist.' });
    await expect(mapOf().setRules([{ pattern: '*', profile: 'dev' }, { pattern: '*', profile: 'ops' }])).rejects.toMatchObject({ message: 'The pattern “*” is in the map twice.' });
    await expect(mapOf().map('https://x/', 'dev')).rejects.toMatchObject({ message: 'A pattern is a registry host, with * for any part.' });
    await expect(mapOf().unmap('*')).rejects.toMatchObject({ message: 'There is no rule “*”.' });
    expect(rules).toEqual([]);
  });

  test('puts a narrow rule before a wide one, keeps the place of one that changes, and an outlived rule hinders no other', async () => {
    rules = [{ pattern: '*.amazonaws.com', profile: 'dev' }, { pattern: 'old.example', profile: 'gone' }];
    await mapOf().map('*.eu-west-1.amazonaws.com', 'ops');
    await mapOf().map('*.amazonaws.com', 'ops');
    expect(rules.map(({ pattern, profile: name }) => `${pattern} ${name}`)).toEqual(['*.eu-west-1.amazonaws.com ops', '*.amazonaws.com ops', 'old.example gone']);
    await mapOf().unmap('old.example');
    expect(rules).toHaveLength(2);
  });
});
