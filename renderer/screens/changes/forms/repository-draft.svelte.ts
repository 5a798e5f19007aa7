import type { CatalogData, ChangeOf } from '../../../../shared/model/changes/change';
import type { RepositoryKey } from '../../../../shared/model/repository';
import type { KeyValue } from '../../tags/index-draft.svelte';
import type { ChangeInput } from '../change-run.svelte';

type Settings = ChangeOf<'create-repository'>;

/** Keeps at most one untagged image: what AWS's own examples begin with. */
export const ONE_UNTAGGED = JSON.stringify(
  {
    rules: [
      {
        rulePriority: 1,
        description: 'Keep at most one untagged image',
        selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 1 },
        action: { type: 'expire' },
      },
    ],
  },
  null,
  2,
);

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What a form says of a repository's settings. */
export class RepositoryDraft {
  immutable = $state(false);
  /** Filters, with spaces between them. */
  exclusions = $state('');
  scanOnPush = $state(false);
  encryption = $state<'AES256' | 'KMS' | 'KMS_DSSE'>('AES256');
  kmsKey = $state('');
  tags = $state<KeyValue[]>([]);
  lifecycle = $state('');
  policy = $state('');
  description = $state('');
  architectures = $state('');
  systems = $state('');
  about = $state('');
  usage = $state('');
  /** How it was, where it is one that exists. */
  #before: Settings | undefined;

  /** Fills the form with the settings of a repository. */
  fill(settings: Settings): void {
    this.#before = settings;
    this.immutable = settings.mutability.startsWith('IMMUTABLE');
    this.exclusions = settings.mutabilityExclusions.join(' ');
    this.scanOnPush = settings.scanOnPush;
    this.encryption = settings.encryption.type;
    this.kmsKey = settings.encryption.type === 'AES256' ? '' : (settings.encryption.kmsKey ?? '');
    this.tags = Object.entries(settings.tags).map(([key, value]) => ({ key, value }));
    this.lifecycle = settings.lifecyclePolicyText ?? '';
    this.policy = settings.policyText ?? '';
    const { catalog } = settings;
    this.description = catalog?.description ?? '';
    this.architectures = catalog?.architectures?.join(', ') ?? '';
    this.systems = catalog?.operatingSystems?.join(', ') ?? '';
    this.about = catalog?.aboutText ?? '';
    this.usage = catalog?.usageText ?? '';
  }

  get #mutability(): Pick<Settings, 'mutability' | 'mutabilityExclusions'> {
    const mutabilityExclusions = words(this.exclusions).slice(0, 5);
    const base = this.immutable ? 'IMMUTABLE' : 'MUTABLE';
    return {
      mutability: mutabilityExclusions.length === 0 ? base : `${base}_WITH_EXCLUSION`,
      mutabilityExclusions,
    };
  }
  get #tags(): Record<string, string> {
    return Object.fromEntries(
      this.tags.flatMap(({ key, value }) => (key.trim() === '' ? [] : [[key.trim(), value]])),
    );
  }
  get #catalog(): CatalogData {
    const list = (text: string): string[] =>
      text
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== '');
    return {
      description: this.description,
      architectures: list(this.architectures),
      operatingSystems: list(this.systems),
      aboutText: this.about,
      usageText: this.usage,
    };
  }
  /** What is wrong with the filters, in a sentence. */
  get exclusionProblem(): string | undefined {
    const all = words(this.exclusions);
    if (all.length > 5) return 'At most five filters.';
    const strange = all.find((filter) => !/^[0-9a-zA-Z._*-]{1,128}$/.test(filter));
    return strange === undefined
      ? undefined
      : `“${strange}” is no filter: letters, digits, “.”, “_”, “-” and “*”.`;
  }

  /** The change that makes a new repository like this. */
  creation(repository: RepositoryKey): ChangeInput {
    const tags = this.#tags;
    if (repository.registry === 'public')
      return { kind: 'create-repository', repository, tags, catalog: this.#catalog };
    const kmsKey = this.kmsKey.trim();
    return {
      kind: 'create-repository',
      repository,
      ...this.#mutability,
      scanOnPush: this.scanOnPush,
      encryption:
        this.encryption === 'AES256'
          ? { type: 'AES256' }
          : { type: this.encryption, ...(kmsKey !== '' && { kmsKey }) },
      tags,
      ...(this.lifecycle.trim() !== '' && { lifecyclePolicyText: this.lifecycle }),
      ...(this.policy.trim() !== '' && { policyText: this.policy }),
    };
  }

  /** The changes that make the repository as the form says: none where it is so already. */
  differences(repository: RepositoryKey): ChangeInput[] {
    const before = this.#before;
    if (before === undefined || this.exclusionProblem !== undefined) return [];
    const changes: ChangeInput[] = [];
    const tags = this.#tags;
    const isPublic = repository.registry === 'public';
    const { mutability, mutabilityExclusions } = before;
    if (!isPublic && !same(this.#mutability, { mutability, mutabilityExclusions }))
      changes.push({ kind: 'set-mutability', repository, ...this.#mutability });
    if (!isPublic && this.scanOnPush !== before.scanOnPush)
      changes.push({ kind: 'set-scanning', repository, scanOnPush: this.scanOnPush });
    const set = Object.fromEntries(Object.entries(tags).filter(([key, value]) => before.tags[key] !== value));
    const remove = Object.keys(before.tags).filter((key) => !Object.hasOwn(tags, key));
    if (Object.keys(set).length > 0 || remove.length > 0)
      changes.push({ kind: 'set-resource-tags', repository, set, remove });
    const text = (typed: string) => (typed.trim() === '' ? {} : { text: typed });
    if (!isPublic && this.lifecycle.trim() !== (before.lifecyclePolicyText ?? '').trim())
      changes.push({ kind: 'set-lifecycle', repository, ...text(this.lifecycle) });
    if (!isPublic && this.policy.trim() !== (before.policyText ?? '').trim())
      changes.push({ kind: 'set-policy', repository, ...text(this.policy) });
    const {
      description = '',
      architectures = [],
      operatingSystems = [],
      aboutText = '',
      usageText = '',
    } = before.catalog ?? {};
    if (
      isPublic &&
      !same(this.#catalog, { description, architectures, operatingSystems, aboutText, usageText })
    )
      changes.push({ kind: 'set-catalog', repository, catalog: this.#catalog });
    return changes;
  }
}
