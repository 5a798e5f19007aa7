import { expect, test } from 'vitest';
import { proposePullThrough, upstreamOf, type Upstream } from '../../../shared/ecr/moving/pull-through';

const place = { accountId: '444455556666', region: 'eu-central-1' };
const ECR = upstreamOf('111122223333.dkr.ecr.us-east-1.amazonaws.com', { sameAccount: true }) as Upstream;
const HUB = upstreamOf('docker.io', { sameAccount: false }) as Upstream;
const propose = (upstream: Upstream, source: string, target: string) => proposePullThrough({ upstream, source, target, place });

test.each([
  ['quay.io', 'quay', 'none'],
  ['registry.k8s.io', 'k8s', 'none'],
  ['public.ecr.aws', 'ecr-public', 'none'],
  ['docker.io', 'docker-hub', 'secret'],
  ['ghcr.io', 'github-container-registry', 'secret'],
  ['berth.azurecr.io', 'azure-container-registry', 'secret'],
  ['111122223333.dkr.ecr.eu-west-1.amazonaws.com', 'ecr', 'role'],
])('%s is cached as %s, signed in by %s', (host, registry, signIn) => {
  expect(upstreamOf(host, { sameAccount: false })).toMatchObject({ registry, signIn });
});

test('a registry of one’s own account needs no role, and an unknown one cannot be cached', () => {
  expect(ECR).toMatchObject({ url: '111122223333.dkr.ecr.us-east-1.amazonaws.com', signIn: 'none' });
  expect(upstreamOf('registry.example', { sameAccount: false })).toBeUndefined();
  expect(upstreamOf('constructor', { sameAccount: false })).toBeUndefined();
});

test.each([
  ['app', 'app', { ecrRepositoryPrefix: 'ROOT' }],
  ['shop/api', 'shop/api', { ecrRepositoryPrefix: 'shop', upstreamRepositoryPrefix: 'shop' }],
  ['shop/api', 'mirror/shop/api', { ecrRepositoryPrefix: 'mirror' }],
  ['shop/api', 'cache/api', { ecrRepositoryPrefix: 'cache', upstreamRepositoryPrefix: 'shop' }],
  ['team/shop/api', 'shop/api', { ecrRepositoryPrefix: 'shop', upstreamRepositoryPrefix: 'team/shop' }],
])('between ECR registries %s may be cached as %s', (source, target, rule) => {
  const { upstreamRegistryUrl, upstreamRegistry, ...prefixes } = propose(ECR, source, target)?.rule ?? {};
  expect(prefixes).toEqual(rule);
  expect([upstreamRegistry, upstreamRegistryUrl]).toEqual(['ecr', ECR.url]);
});

test.each([['shop/api', 'shop/web'], ['shop/api', 'api'], ['x', `${'a'.repeat(31)}/x`]])('between ECR registries %s cannot be cached as %s', (source, target) => {
  expect(propose(ECR, source, target)).toBeUndefined();
});

test('Docker Hub is cached under the prefix that the target has, and needs a secret of this account and region', () => {
  const proposal = propose(HUB, 'library/nginx', 'hub/library/nginx');
  expect(proposal).toMatchObject({ cachedAs: 'hub/library/nginx', missing: ['credentialArn'], rule: { ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'registry-1.docker.io' } });
  expect(proposal?.rule.credentialArn).toBe('arn:aws:secretsmanager:eu-central-1:444455556666:secret:ecr-pullthroughcache/FILL-IN');
});

test('where the target’s name does not end with the source’s, the cache has another name, and says which', () => {
  expect(propose(HUB, 'library/nginx', 'web/nginx')).toMatchObject({ cachedAs: 'docker-hub/library/nginx', rule: { ecrRepositoryPrefix: 'docker-hub' } });
});
