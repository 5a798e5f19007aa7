import { afterEach, beforeAll, expect, test } from 'vitest';
import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import { Credentials } from '../../electron/sessions/credentials';
import { startContainerEndpoint, startInstanceMetadata, type MetadataServer } from '../support/metadata-servers';
import { never, noSecrets, noSso, profilesOf } from './credential-ports';

const session = { AccessKeyId: 'ASIAGIVEN', SecretAccessKey: 'sk', SessionToken: 'st', Expiration: new Date(Date.now() + 3_600_000) };
const given = { accessKeyId: 'ASIAGIVEN', secretAccessKey: 'sk', sessionToken: 'st' };
const around = (kind: ProfileDefinition['kind'], env: Record<string, string>) => {
  const profiles = profilesOf([{ name: 'here', source: 'surroundings', kind, regions: ['eu-west-1'], endpoints: {} }]);
  return new Credentials({ profiles, questions: { ask: never }, secrets: noSecrets, sso: noSso, env }).providerFor('here')();
};

const servers: MetadataServer[] = [];
const kept = async (starting: Promise<MetadataServer>): Promise<MetadataServer> => {
  const server = await starting;
  servers.push(server);
  return server;
};
const before = { ...process.env };
beforeAll(() => void delete process.env.AWS_EC2_METADATA_DISABLED);
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  process.env = { ...before };
});

test('keys of the environment, with their session and its end', async () => {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's' };
  expect(await around('environment', keys)).toEqual({ accessKeyId: 'AKIA', secretAccessKey: 's' });
  expect(await around('environment', { ...keys, AWS_SESSION_TOKEN: 't', AWS_CREDENTIAL_EXPIRATION: '2999-01-01T00:00:00Z' })).toEqual({
    accessKeyId: 'AKIA', secretAccessKey: 's', sessionToken: 't', expiration: new Date('2999-01-01T00:00:00Z'),
  });
  await expect(around('environment', { ...keys, AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'session-expired' });
  await expect(around('environment', { AWS_ACCESS_KEY_ID: 'AKIA' })).rejects.toMatchObject({ code: 'credentials-missing', hint: expect.stringContaining('AWS_SECRET_ACCESS_KEY') });
});

test('the role of a container, with the token of its platform', async () => {
  const container = await kept(startContainerEndpoint(session));
  expect(await around('container', container.env)).toMatchObject(given);
  await expect(around('container', { ...container.env, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'wrong' })).rejects.toMatchObject({
    code: 'credentials-missing', message: 'The container that Berth runs in gave no credentials for profile here.',
  });
  await expect(around('container', {})).rejects.toMatchObject({ code: 'credentials-missing', hint: expect.stringContaining('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI') });
  // A link out of the container would take the token with it.
  await expect(around('container', { ...container.env, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://example.com/credentials' })).rejects.toMatchObject({ code: 'credentials-missing' });
});

test('the role of an instance, by its second protocol alone', async () => {
  const instance = await kept(startInstanceMetadata(session));
  Object.assign(process.env, instance.env);
  expect(await around('instance', {})).toMatchObject(given);
  await expect(around('instance', { AWS_EC2_METADATA_DISABLED: 'true' })).rejects.toMatchObject({ code: 'credentials-missing', hint: expect.stringContaining('AWS_EC2_METADATA_DISABLED') });
  await instance.close();
  servers.length = 0;
  await expect(around('instance', {})).rejects.toMatchObject({ code: 'credentials-missing', message: 'The instance that Berth runs in gave no credentials for profile here.' });
});
