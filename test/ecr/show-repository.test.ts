import { afterEach, expect, test } from 'vitest';
import { showRepository } from '../../electron/ecr/repository/show-repository';
import { ecrEndpoint, Refusal, type Asked } from './ecr-endpoint';

let close: () => Promise<unknown>;
afterEach(() => close());

const key = { profile: 'reader', region: 'eu-central-1', name: 'shop/api' };
const repository = {
  registryId: '111111111111',
  repositoryName: 'shop/api',
  repositoryUri: '127.0.0.1:5000/shop/api',
  repositoryArn: 'arn:aws:ecr:eu-central-1:111111111111:repository/shop/api',
  imageTagMutability: 'MUTABLE',
};
const usual = ({ operation }: Asked): object => {
  if (operation === 'DescribeRepositories') return { repositories: [repository] };
  if (operation === 'DescribeImages') return { imageDetails: [{ imageDigest: `sha256:${'a'.repeat(64)}`, imageSizeInBytes: 7 }] };
  if (operation === 'GetRepositoryPolicy') return { policyText: '{}' };
  return { tags: [{ Key: 'team', Value: 'shop' }], lifecyclePolicyText: '{"rules":[]}' };
};
const serving = async (answer: (asked: Asked) => object) => {
  const endpoint = await ecrEndpoint(answer);
  close = endpoint.close;
  return endpoint.clients;
};

test('a repository comes with its policies, tags, count and size', async () => {
  expect(await showRepository(await serving(usual), key)).toMatchObject({
    imageCount: 1,
    sizeBytes: 7,
    tags: { team: 'shop' },
    policyText: '{}',
    lifecyclePolicyText: '{"rules":[]}',
    unreadable: [],
  });
});

test('what a profile may not read is named, and everything else is there', async () => {
  const clients = await serving((asked) =>
    asked.operation === 'GetLifecyclePolicy' ? new Refusal('AccessDeniedException') : usual(asked),
  );
  const detail = await showRepository(clients, key);
  expect(detail.unreadable).toEqual(['lifecycle']);
  expect(detail.lifecyclePolicyText).toBeUndefined();
  expect(detail.policyText).toBe('{}');
});

test('any other failure is the failure of the whole', async () => {
  const clients = await serving((asked) =>
    asked.operation === 'ListTagsForResource' ? new Refusal('RepositoryNotFoundException') : usual(asked),
  );
  await expect(showRepository(clients, key)).rejects.toMatchObject({ code: 'repository-not-found' });
});
