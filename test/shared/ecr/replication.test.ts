import { expect, test } from 'vitest';
import { mergeReplication, replicationGrant, type ReplicationConfiguration } from '../../../shared/ecr/moving/replication';

const us = { region: 'us-east-1', registryId: '111122223333' };
const eu = { region: 'eu-west-1', registryId: '111122223333' };
const prefix = (filter: string) => ({ filter, filterType: 'PREFIX_MATCH' as const });
const merge = (rules: ReplicationConfiguration['rules'], repository = 'shop/api') => mergeReplication({ rules }, { repository, destination: us });

test('a registry without rules gets one for this repository alone', () => {
  expect(merge([])).toEqual({ kind: 'merged', configuration: { rules: [{ destinations: [us], repositoryFilters: [prefix('shop/api')] }] } });
});

test('rules that are there stay, in their order', () => {
  const old = { destinations: [eu], repositoryFilters: [prefix('platform')] };
  expect(merge([old])).toMatchObject({ configuration: { rules: [old, { destinations: [us] }] } });
});

test('a rule to the same destination alone takes a further filter', () => {
  const merged = merge([{ destinations: [us], repositoryFilters: [prefix('platform')] }]);
  expect(merged).toEqual({ kind: 'merged', configuration: { rules: [{ destinations: [us], repositoryFilters: [prefix('platform'), prefix('shop/api')] }] } });
});

test('a rule with other destinations too is left alone, for they would get the repository as well', () => {
  expect(merge([{ destinations: [us, eu], repositoryFilters: [prefix('platform')] }])).toMatchObject({ configuration: { rules: [{}, { destinations: [us], repositoryFilters: [prefix('shop/api')] }] } });
});

test('what a rule covers already, by a shorter prefix or without filters, is said so', () => {
  expect(merge([{ destinations: [eu, us], repositoryFilters: [prefix('shop/')] }])).toEqual({ kind: 'covered' });
  expect(merge([{ destinations: [us] }])).toEqual({ kind: 'covered' });
  expect(merge([{ destinations: [us], repositoryFilters: [] }])).toEqual({ kind: 'covered' });
});

test('an eleventh rule and a 26th destination are refused', () => {
  const rules = Array.from({ length: 10 }, (_, index) => ({ destinations: [{ region: `eu-${index}`, registryId: '1' }], repositoryFilters: [prefix('x1')] }));
  expect(merge(rules)).toMatchObject({ kind: 'refused', why: expect.stringContaining('10 replication rules') as string });
  const wide = { destinations: Array.from({ length: 25 }, (_, index) => ({ region: `eu-${index}`, registryId: '1' })), repositoryFilters: [prefix('x1')] };
  expect(merge([wide])).toMatchObject({ kind: 'refused', why: expect.stringContaining('25 destinations') as string });
});

test('another account must allow exactly this repository’s replication', () => {
  expect(replicationGrant({ from: '111122223333', to: { region: 'cn-north-1', registryId: '444455556666' }, partition: 'aws-cn', repository: 'shop/api' })).toMatchObject({
    Statement: [{ Principal: { AWS: 'arn:aws-cn:iam::111122223333:root' }, Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'], Resource: ['arn:aws-cn:ecr:cn-north-1:444455556666:repository/shop/api*'] }],
  });
});
