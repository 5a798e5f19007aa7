import { beforeEach, describe, expect, test } from 'vitest';
import { RegistryDirectory } from '../../electron/docker-auth/registry-directory';
import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import { AppError } from '../../shared/errors';

const ecr = (account: string, region: string): string => `${account}.dkr.ecr.${region}.amazonaws.com`;
const [DEV, OPS] = ['111111111111', '222222222222'];

let definitions: ProfileDefinition[];
let accounts: Record<string, string>;
/** Hosts that custom endpoints hand out, by profile and region. */
let hosts: Record<string, string>;
let asked: string[];
let profilesChanged: () => void;
let directory: RegistryDirectory;

const profile = (name: string, over: Partial<ProfileDefinition> = {}): ProfileDefinition => ({ name, source: 'aws-files', kind: 'static', regions: ['eu-west-1'], endpoints: {}, ...over });
const custom = (name: string, over: Partial<ProfileDefinition> = {}): ProfileDefinition => profile(name, { endpoints: { ecr: 'http://127.0.0.1:1' }, ...over });

beforeEach(() => {
  definitions = [profile('dev'), profile('ops', { regions: ['us-east-1'] })];
  accounts = { dev: DEV, ops: OPS };
  hosts = {};
  asked = [];
  directory = new RegistryDirectory({
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
        const accountId = accounts[name];
        if (accountId === undefined) throw new AppError('credentials-invalid', 'No.');
        return { profile: name, accountId, arn: `arn:aws:iam::${accountId}:user/u`, userId: 'u', partition: 'aws' };
      },
    },
  });
});

describe('a registry of AWS', () => {
  test('is signed by a profile of its account, in the region of its name', async () => {
    expect(await directory.identityFor(ecr(OPS, 'ap-south-1'))).toEqual({ profile: 'ops', region: 'ap-south-1', accountId: OPS });
    expect(asked).toEqual([]);
  });

  test('is signed by the profile that a person prefers, whatever its account', async () => {
    expect(await directory.identityFor(ecr(OPS, 'us-east-1'), 'dev')).toMatchObject({ profile: 'dev', accountId: OPS });
    await expect(directory.identityFor(ecr(OPS, 'us-east-1'), 'gone')).rejects.toMatchObject({ code: 'profile-not-found' });
  });

  test('of an account nobody here acts in is signed by one that knows its region', async () => {
    expect(await directory.identityFor(ecr('333333333333', 'us-east-1'))).toMatchObject({ profile: 'ops', accountId: '333333333333' });
  });

  test('is not signed by profiles that are unusable, or whose endpoint is their own', async () => {
    definitions = [profile('dev', { kind: 'other' }), profile('ops', { problem: 'No secret.' }), custom('sandbox')];
    await expect(directory.identityFor(ecr(DEV, 'eu-west-1'))).rejects.toMatchObject({ code: 'profile-not-found' });
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
    profilesChanged();
    await directory.identityFor('127.0.0.1:5001');
    expect(asked.length).toBeGreaterThan(twice);
  });

  test('is nobody’s when no endpoint hands it out, which names the host', async () => {
    await expect(directory.identityFor('registry.example')).rejects.toMatchObject({ code: 'profile-not-found', message: expect.stringContaining('registry.example') as string });
    expect(await directory.ownerOf('public.ecr.aws')).toBeUndefined();
  });
});
