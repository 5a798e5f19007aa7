import { afterEach, expect, test } from 'vitest';
import type { CallerIdentity } from '../../shared/model/profile';
import { explainDenied } from '../../electron/ecr/access/explain-denied';
import { grantPull } from '../../electron/ecr/access/grant-pull';
import { missingPullActions } from '../../shared/ecr/policies/repository-policy';
import { ecrEndpoint, Refusal, type Asked } from './ecr-endpoint';

const A = '111111111111';
const B = '222222222222';
const key = { host: 'registry.test', repository: 'team/web' };
const caller: CallerIdentity = {
  profile: 'b',
  accountId: B,
  arn: `arn:aws:iam::${B}:user/dev`,
  userId: 'U',
  partition: 'aws',
};
const owners = { ownerOf: () => Promise.resolve({ profile: 'a', region: 'eu-central-1', accountId: A }) };
const unknownOwner = { ownerOf: () => Promise.resolve({ region: 'eu-central-1', accountId: A }) };

let close: () => Promise<unknown> = () => Promise.resolve();
afterEach(() => close());

/** Account A's registry with one repository, whose policy decides what B may read. */
async function registry(policyText?: string, also: (asked: Asked) => object | undefined = () => undefined) {
  let policy = policyText;
  const endpoint = await ecrEndpoint((asked) => {
    const special = also(asked);
    if (special !== undefined) return special;
    if (asked.operation === 'GetRepositoryPolicy')
      return policy === undefined ? new Refusal('RepositoryPolicyNotFoundException') : { policyText: policy };
    if (asked.operation === 'SetRepositoryPolicy')
      return { policyText: (policy = String(asked.input.policyText)) };
    if (missingPullActions(policy, B).length > 0) return new Refusal('AccessDeniedException');
    return asked.operation === 'BatchGetImage'
      ? { images: [], failures: [{ failureCode: 'ImageNotFound' }] }
      : new Refusal('LayersNotFoundException');
  });
  close = endpoint.close;
  return { ...endpoint, policy: () => policy };
}

const grantPorts = (clients: Awaited<ReturnType<typeof registry>>['clients'], reader?: string) => ({
  clients,
  owners,
  profiles: { profileOfAccount: () => Promise.resolve(reader) },
  pause: () => Promise.resolve(),
});

test('says which statement is missing in whose policy, and offers to add it with the owner’s profile', async () => {
  const { clients } = await registry();
  const error = await explainDenied({ clients, owners }, { ...key, caller });
  expect(error.message).toBe(
    `The policy of the repository team/web in account ${A} lacks a statement that allows account ${B} ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, ecr:BatchCheckLayerAvailability.`,
  );
  expect(error.remedy).toMatchObject({ kind: 'grant-pull', ...key, accountId: B, ownerProfile: 'a' });
});

test('says that the caller’s own policy is missing when the repository permits the pull', async () => {
  const first = await registry();
  await grantPull(grantPorts(first.clients), { ...key, ownerProfile: 'a', accountId: B });
  const error = await explainDenied({ clients: first.clients, owners }, { ...key, caller });
  expect(error.message).toContain(`The IAM policy of ${caller.arn} does not allow`);
  expect(error.hint).toContain('ecr:BatchGetImage');
  expect(error.remedy).toBeUndefined();
});

test('hands out the statement to copy when no profile of the owner is known', async () => {
  const { clients, asked } = await registry();
  const error = await explainDenied({ clients, owners: unknownOwner }, { ...key, caller });
  const remedy = error.remedy?.kind === 'grant-pull' ? error.remedy : undefined;
  expect(remedy?.ownerProfile).toBeUndefined();
  expect(JSON.parse(remedy?.statement ?? '')).toMatchObject({ Principal: { AWS: `arn:aws:iam::${B}:root` } });
  expect(asked).toEqual([]);
});

test('says that a Deny stands in the way instead of offering a grant that cannot help', async () => {
  const deny = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 'ecr:BatchGetImage' }],
  };
  const { clients, asked } = await registry(JSON.stringify(deny));
  const error = await explainDenied({ clients, owners }, { ...key, caller });
  expect(error.message).toContain('A Deny statement');
  expect(error.remedy).toBeUndefined();
  await expect(
    grantPull(grantPorts(clients), { ...key, ownerProfile: 'a', accountId: B }),
  ).rejects.toMatchObject({ code: 'access-denied' });
  expect(asked.map(({ operation }) => operation)).not.toContain('SetRepositoryPolicy');
});

test('adds the statement as the owner, proves it as the other account, and keeps what was there', async () => {
  const before = {
    Version: '2012-10-17',
    Statement: [{ Sid: 'Mine', Effect: 'Allow', Principal: { AWS: A }, Action: 'ecr:*' }],
  };
  const { clients, asked, policy } = await registry(JSON.stringify(before));
  const granted = await grantPull(grantPorts(clients, 'b'), { ...key, ownerProfile: 'a', accountId: B });
  expect(granted.provedWith).toBe('b');
  expect(JSON.parse(policy() ?? '')).toMatchObject({ Statement: [{ Sid: 'Mine' }, { Effect: 'Allow' }] });
  expect(asked.map(({ profile, operation }) => `${profile} ${operation}`)).toEqual([
    'a GetRepositoryPolicy',
    'a SetRepositoryPolicy',
    'b BatchGetImage',
    'b GetDownloadUrlForLayer',
  ]);
  expect(asked[2]?.input).toMatchObject({ registryId: A, repositoryName: 'team/web' });
});

test('says that the reader’s own IAM policy is in the way when the grant alone does not do', async () => {
  const { clients } = await registry(undefined, ({ profile }) =>
    profile === 'b' ? new Refusal('AccessDeniedException') : undefined,
  );
  await expect(
    grantPull(grantPorts(clients, 'b'), { ...key, ownerProfile: 'a', accountId: B }),
  ).rejects.toMatchObject({
    code: 'access-denied',
    hint: expect.stringContaining('IAM policy of b') as string,
  });
});
