import type { ComparedLayer, ConfigDifference } from '../../../shared/model/content/compare';
import type { ImagePlace } from '../../state/workspace.svelte';

/** `team/api:v2`, or the beginning of the digest where there is no tag. */
export const placeWords = ({ repository, digest, tag }: ImagePlace): string =>
  tag === undefined ? `${repository.name}@${digest.slice(7, 19)}` : `${repository.name}:${tag}`;

/** What a command is given to look at an image. */
export const contentOf = ({ repository, digest }: ImagePlace) => ({
  reference: `${repository.uri}@${digest}`,
  profile: repository.profile,
});

/** Where a layer is, with its sign. */
export const LAYER_PLACES: Record<ComparedLayer['where'], { sign: string; words: string }> = {
  base: { sign: '=', words: 'Base of both' },
  both: { sign: '=', words: 'In both' },
  left: { sign: '−', words: 'Only left' },
  right: { sign: '+', words: 'Only right' },
};

export const isDifferent = ({ left, right }: ConfigDifference): boolean => left !== right;

/** What became of a field, with its sign. */
export function fieldChange({ left, right }: ConfigDifference): {
  sign: string;
  words: string;
  change: string;
} {
  if (left === right) return { sign: '', words: 'Same', change: 'same' };
  if (left === undefined) return { sign: '+', words: 'Only right', change: 'added' };
  if (right === undefined) return { sign: '−', words: 'Only left', change: 'removed' };
  return { sign: '~', words: 'Different', change: 'changed' };
}

/** Fields under the headings of their groups, in their order. */
export function inGroups(fields: readonly ConfigDifference[]): [group: string, fields: ConfigDifference[]][] {
  const groups = new Map<string, ConfigDifference[]>();
  for (const field of fields) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
  return [...groups];
}
