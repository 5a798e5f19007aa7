import type { PermissionProbe } from '../../../../shared/model/profile';

type Found = PermissionProbe['capabilities'][number];

/** What each capability lets a person do. */
export const CAPABILITY_WORDS: Record<Found['capability'], string> = {
  'sign-in': 'Sign Docker in',
  list: 'List',
  pull: 'Pull',
  push: 'Push',
  delete: 'Delete',
  'set-policy': 'Change policies',
  create: 'Create repositories',
};

export const VERDICT_WORDS: Record<Found['verdict'], string> = {
  allowed: 'Allowed.',
  denied: 'Denied.',
  unknown: 'Unknown.',
};
