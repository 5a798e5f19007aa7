import type { BulkTemplate } from '../../../shared/model/bulk/bulk';
import type { TagMutability } from '../../../shared/model/repository';

export type BulkKind = BulkTemplate['kind'];

export const BULK_KINDS: readonly { value: BulkKind; label: string }[] = [
  { value: 'set-lifecycle', label: 'Lifecycle policy' },
  { value: 'set-scanning', label: 'Scan on push' },
  { value: 'set-mutability', label: 'Tag mutability' },
  { value: 'set-resource-tags', label: 'Resource tags' },
  { value: 'set-policy', label: 'Permissions' },
  { value: 'delete-repository', label: 'Delete' },
];

/** What a person chose to do with all of them, as it is typed. */
export class BulkDraft {
  kind = $state<BulkKind>('set-lifecycle');
  scanOnPush = $state<'on' | 'off'>('on');
  mutability = $state<TagMutability>('IMMUTABLE');
  exclusions = $state('');
  tagsToSet = $state('');
  tagsToRemove = $state('');
  /** Of a lifecycle policy or of permissions. */
  text = $state('');
  /** The policy is taken away. */
  none = $state(false);
  force = $state(false);

  /** The change, or one sentence of what is missing. */
  get template(): BulkTemplate | string {
    switch (this.kind) {
      case 'set-scanning':
        return { kind: 'set-scanning', scanOnPush: this.scanOnPush === 'on' };
      case 'set-mutability': {
        const mutabilityExclusions = this.mutability.endsWith('_WITH_EXCLUSION')
          ? words(this.exclusions)
          : [];
        if (this.mutability.endsWith('_WITH_EXCLUSION') && mutabilityExclusions.length === 0)
          return 'Name the tags that are excluded, such as latest or dev-*.';
        return { kind: 'set-mutability', mutability: this.mutability, mutabilityExclusions };
      }
      case 'set-resource-tags': {
        const set = pairs(this.tagsToSet);
        if (typeof set === 'string') return set;
        const remove = words(this.tagsToRemove);
        if (Object.keys(set).length === 0 && remove.length === 0) return 'Name tags to set or to remove.';
        return { kind: 'set-resource-tags', set, remove };
      }
      case 'set-lifecycle':
      case 'set-policy':
        return this.none ? { kind: this.kind } : this.#policy(this.kind);
      case 'delete-repository':
        return { kind: 'delete-repository', force: this.force };
    }
  }

  #policy(kind: 'set-lifecycle' | 'set-policy'): BulkTemplate | string {
    if (this.text.trim() === '') return 'Write the policy, or take it from a repository.';
    try {
      JSON.parse(this.text);
    } catch {
      return 'The policy is not JSON.';
    }
    return { kind, text: this.text };
  }
}

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

/** `team=web` line by line. */
function pairs(text: string): Record<string, string> | string {
  const set: Record<string, string> = {};
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    const at = line.indexOf('=');
    if (at < 1) return `“${line}” is not a tag: write key=value.`;
    set[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return set;
}
