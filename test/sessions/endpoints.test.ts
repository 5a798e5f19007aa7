import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr-public';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import { AwsClients } from '../../electron/sessions/clients/aws-clients';
import { stsRegion } from '../../electron/sessions/clients/sts-region';
import { profilesOf } from './credential-ports';

const credentials = { providerFor: () => () => Promise.resolve({ accessKeyId: 'AKIA', secretAccessKey: 's' }) };

interface Stack {
  middlewareStack: { add(middleware: (next: unknown, context: unknown) => (args: { request: unknown }) => Promise<never>, options: { step: 'finalizeRequest'; priority: 'low' }): void };
}

/** Where a call would have gone: the request is taken as it is about to be sent. */
async function hostOf(client: Stack, send: () => Promise<unknown>): Promise<string> {
  let host = '';
  client.middlewareStack.add(
    () => ({ request }) => {
      const { protocol, hostname, port } = request as { protocol: string; hostname: string; port?: number };
      host = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
      return Promise.reject(Object.assign(new Error('not sent'), { name: 'NotSent' }));
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await expect(send()).rejects.toMatchObject({ name: 'NotSent' });
  return host;
}

async function hostsOf(region: string, more: Partial<ProfileDefinition> = {}): Promise<{ ecr: string; sts: string }> {
  const profiles = profilesOf([{ name: 'p', source: 'aws-files', kind: 'static', regions: [region], endpoints: {}, ...more }]);
  const clients = new AwsClients({ profiles, credentials });
  const [ecr, sts] = [clients.ecr('p', region), clients.sts('p')];
  const hosts = {
    ecr: await hostOf(ecr, () => ecr.send(new DescribeRepositoriesCommand({}))),
    sts: await hostOf(sts, () => sts.send(new GetCallerIdentityCommand({}))),
  };
  clients.close();
  return hosts;
}

test.each<[string, string, Partial<ProfileDefinition>, string, string]>([
  ['AWS', 'eu-central-1', {}, 'https://api.ecr.eu-central-1.amazonaws.com', 'https://sts.eu-central-1.amazonaws.com'],
  ['AWS in China', 'cn-north-1', {}, 'https://api.ecr.cn-north-1.amazonaws.com.cn', 'https://sts.cn-north-1.amazonaws.com.cn'],
  ['AWS GovCloud', 'us-gov-west-1', {}, 'https://api.ecr.us-gov-west-1.amazonaws.com', 'https://sts.us-gov-west-1.amazonaws.com'],
  ['the European sovereign cloud', 'eusc-de-east-1', {}, 'https://api.ecr.eusc-de-east-1.amazonaws.eu', 'https://sts.eusc-de-east-1.amazonaws.eu'],
  ['FIPS', 'us-east-1', { useFips: true }, 'https://api.ecr-fips.us-east-1.amazonaws.com', 'https://sts-fips.us-east-1.amazonaws.com'],
  ['FIPS in GovCloud', 'us-gov-west-1', { useFips: true }, 'https://api.ecr-fips.us-gov-west-1.amazonaws.com', 'https://sts.us-gov-west-1.amazonaws.com'],
  ['dual-stack', 'eu-west-1', { useDualStack: true }, 'https://ecr.eu-west-1.api.aws', 'https://sts.eu-west-1.api.aws'],
  [
    'a private endpoint', 'eu-west-1', { endpoints: { ecr: 'https://vpce-0a1b.api.ecr.eu-west-1.vpce.amazonaws.com', sts: 'http://127.0.0.1:4000' } },
    'https://vpce-0a1b.api.ecr.eu-west-1.vpce.amazonaws.com', 'http://127.0.0.1:4000',
  ],
])('calls go to %s', async (_words, region, more, ecr, sts) => {
  expect(await hostsOf(region, more)).toEqual({ ecr, sts });
});

test('the profile alone says where calls go, not what the SDK would read by itself', async () => {
  const before = { ...process.env };
  Object.assign(process.env, { AWS_ENDPOINT_URL: 'https://elsewhere.example', AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' });
  try {
    expect(await hostsOf('eu-central-1')).toEqual({ ecr: 'https://api.ecr.eu-central-1.amazonaws.com', sts: 'https://sts.eu-central-1.amazonaws.com' });
  } finally {
    process.env = before;
  }
});

test('ECR Public answers in us-east-1 whatever the profile’s region', async () => {
  const clients = new AwsClients({ profiles: profilesOf([{ name: 'p', source: 'aws-files', kind: 'static', regions: ['eu-central-1'], endpoints: {} }]), credentials });
  const client = clients.ecrPublic('p');
  expect(await hostOf(client, () => client.send(new GetAuthorizationTokenCommand({})))).toBe('https://api.ecr-public.us-east-1.amazonaws.com');
});

test.each([
  ['aws', 'us-east-1'],
  ['aws-cn', 'cn-northwest-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-eusc', 'eusc-de-east-1'],
])('a role in %s without any region is asked for in %s', (partition, region) => {
  const role: ProfileDefinition = { name: 'r', source: 'aws-files', kind: 'assume-role', regions: [], endpoints: {}, roleArn: `arn:${partition}:iam::123456789012:role/x` };
  expect(stsRegion(role)).toBe(region);
  expect(stsRegion(role, { ...role, regions: ['eu-west-1'] })).toBe('eu-west-1');
});
