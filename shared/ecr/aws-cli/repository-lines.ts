import type { ChangeOf as Of } from '../../model/changes/change';
import { awsLine, type CliFacts, type CliOptions } from './aws-line';

/** Resource tags as JSON: the shorthand form cannot carry commas. */
const tagList = (tags: Record<string, string>): string => JSON.stringify(Object.entries(tags).map(([Key, Value]) => ({ Key, Value })));

const filterList = (filters: readonly string[]): string => JSON.stringify(filters.map((filter) => ({ filterType: 'WILDCARD', filter })));

const mutability = ({ mutability: setting, mutabilityExclusions }: Pick<Of<'set-mutability'>, 'mutability' | 'mutabilityExclusions'>): CliOptions => [
  ['image-tag-mutability', setting],
  ...(mutabilityExclusions.length > 0 ? [['image-tag-mutability-exclusion-filters', filterList(mutabilityExclusions)] as const] : []),
];

/** Logos are too long to read: they stay out, and Berth says so elsewhere. */
const catalogJson = ({ logo: _logo, logoUrl: _url, ...texts }: Of<'set-catalog'>['catalog']): string => JSON.stringify(texts);

/** CreateRepository, then what has calls of its own. */
export function createLines(change: Of<'create-repository'>, facts: CliFacts): string[] {
  const { repository, encryption } = change;
  const { name } = repository;
  const tags: CliOptions = Object.keys(change.tags).length > 0 ? [['tags', tagList(change.tags)]] : [];
  if (repository.registry === 'public')
    return [awsLine('create-repository', { repository, facts, options: [['repository-name', name], ...(change.catalog === undefined ? [] : [['catalog-data', catalogJson(change.catalog)] as const]), ...tags] })];
  const kms = encryption.type === 'AES256' ? undefined : encryption.kmsKey;
  const encrypted: CliOptions = encryption.type === 'AES256' ? [] : [['encryption-configuration', JSON.stringify({ encryptionType: encryption.type, ...(kms !== undefined && { kmsKey: kms }) })]];
  const options: CliOptions = [['repository-name', name], ...mutability(change), ['image-scanning-configuration', `scanOnPush=${change.scanOnPush}`], ...encrypted, ...tags];
  return [
    awsLine('create-repository', { repository, facts, options }),
    ...(change.lifecyclePolicyText === undefined ? [] : lifecycleLines({ kind: 'set-lifecycle', repository, text: change.lifecyclePolicyText }, facts)),
    ...(change.policyText === undefined ? [] : policyLines({ kind: 'set-policy', repository, text: change.policyText }, facts)),
  ];
}

export const mutabilityLines = (change: Of<'set-mutability'>, facts: CliFacts): string[] => [
  awsLine('put-image-tag-mutability', { ...change, facts, options: [['repository-name', change.repository.name], ...mutability(change)] }),
];

export const scanningLines = (change: Of<'set-scanning'>, facts: CliFacts): string[] => [
  awsLine('put-image-scanning-configuration', {
    ...change,
    facts,
    options: [['repository-name', change.repository.name], ['image-scanning-configuration', `scanOnPush=${change.scanOnPush}`]],
  }),
];

/** Nothing without the repository's ARN: these two calls take no name. */
export function resourceTagLines({ repository, set, remove }: Of<'set-resource-tags'>, facts: CliFacts): string[] {
  if (facts.arn === undefined) return [];
  const arn: CliOptions = [['resource-arn', facts.arn]];
  return [
    ...(Object.keys(set).length > 0 ? [awsLine('tag-resource', { repository, facts, options: [...arn, ['tags', tagList(set)]] })] : []),
    ...(remove.length > 0 ? [awsLine('untag-resource', { repository, facts, options: [...arn, ['tag-keys', JSON.stringify(remove)]] })] : []),
  ];
}

export const lifecycleLines = ({ repository, text }: Of<'set-lifecycle'>, facts: CliFacts): string[] => [
  text === undefined
    ? awsLine('delete-lifecycle-policy', { repository, facts, options: [['repository-name', repository.name]] })
    : awsLine('put-lifecycle-policy', { repository, facts, options: [['repository-name', repository.name], ['lifecycle-policy-text', text]] }),
];

export const policyLines = ({ repository, text }: Of<'set-policy'>, facts: CliFacts): string[] => [
  text === undefined
    ? awsLine('delete-repository-policy', { repository, facts, options: [['repository-name', repository.name]] })
    : awsLine('set-repository-policy', { repository, facts, options: [['repository-name', repository.name], ['policy-text', text]] }),
];

export const catalogLines = ({ repository, catalog }: Of<'set-catalog'>, facts: CliFacts): string[] => [
  awsLine('put-repository-catalog-data', { repository, facts, options: [['repository-name', repository.name], ['catalog-data', catalogJson(catalog)]] }),
];

export const deleteRepositoryLines = ({ repository, force }: Of<'delete-repository'>, facts: CliFacts): string[] => [
  awsLine('delete-repository', { repository, facts, options: [['repository-name', repository.name], ...(force ? [['force', true] as const] : [])] }),
];
