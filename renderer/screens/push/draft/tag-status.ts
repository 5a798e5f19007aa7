import { tagProblem } from '../../../../shared/ecr/names';
import type { PushProposal } from '../../../../shared/model/moving/push-source';

/** What will become of a tag: fine, a warning (it moves) or an error (it may not be used). */
export type TagStatus = { level: 'good' } | { level: 'warn' | 'bad'; text: string };

/** `v*` matches whole tags that begin with v; `*` stands for any run of characters (ECR: ImageTagMutabilityExclusionFilter). */
function matchesFilter(tag: string, filter: string): boolean {
  const pattern = filter.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`).test(tag);
}

/** Whether a tag that exists may be moved to another image. */
export function tagMayMove(
  tag: string,
  proposal: Pick<PushProposal, 'mutability' | 'mutabilityExclusions'>,
): boolean {
  const excluded = proposal.mutabilityExclusions.some((filter) => matchesFilter(tag, filter));
  switch (proposal.mutability) {
    case 'MUTABLE':
      return true;
    case 'IMMUTABLE':
      return false;
    case 'MUTABLE_WITH_EXCLUSION':
      return !excluded;
    case 'IMMUTABLE_WITH_EXCLUSION':
      return excluded;
  }
}

/** Judges a typed tag before a byte moves. */
export function tagStatus(tag: string, proposal: PushProposal | undefined): TagStatus {
  const problem = tagProblem(tag);
  if (problem !== undefined) return { level: 'bad', text: problem };
  if (proposal === undefined || !proposal.existingTags.includes(tag)) return { level: 'good' };
  return tagMayMove(tag, proposal)
    ? { level: 'warn', text: `“${tag}” is taken: it will move to the new image.` }
    : { level: 'bad', text: `“${tag}” is taken and tags here are immutable. Choose another one.` };
}
