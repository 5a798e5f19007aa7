import type { Change } from '../../model/changes/change';
import type { CliFacts } from './aws-line';
import { composeIndexLines, deleteImagesLines, removeTagLines, setTagLines, storageLines } from './image-lines';
import { catalogLines, createLines, deleteRepositoryLines, lifecycleLines, mutabilityLines, policyLines, resourceTagLines, scanningLines } from './repository-lines';

/**
 * The AWS CLI commands that make a change, one an entry, quoted for a POSIX shell. They name the profile, never a secret.
 * What needs to be read first (the ARN of a repository, the children of an index) comes in `facts`.
 */
export function changeLines(change: Change, facts: CliFacts): string[] {
  switch (change.kind) {
    case 'create-repository':
      return createLines(change, facts);
    case 'set-mutability':
      return mutabilityLines(change, facts);
    case 'set-scanning':
      return scanningLines(change, facts);
    case 'set-resource-tags':
      return resourceTagLines(change, facts);
    case 'set-lifecycle':
      return lifecycleLines(change, facts);
    case 'set-policy':
      return policyLines(change, facts);
    case 'set-catalog':
      return catalogLines(change, facts);
    case 'delete-repository':
      return deleteRepositoryLines(change, facts);
    case 'set-tag':
      return setTagLines(change, facts);
    case 'compose-index':
      return composeIndexLines(change, facts);
    case 'remove-tag':
      return removeTagLines(change, facts);
    case 'delete-images':
      return deleteImagesLines(change, facts);
    case 'archive-images':
    case 'restore-images':
      return storageLines(change, facts);
  }
}
