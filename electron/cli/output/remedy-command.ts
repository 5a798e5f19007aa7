import type { Remedy } from '../../../shared/model/remedy';

/** What to type for a remedy; undefined where there is nothing to type. */
export function commandFor(remedy: Remedy): string | undefined {
  switch (remedy.kind) {
    case 'sign-in':
      return `berth login --profile ${remedy.profile}`;
    case 'sso-sign-in':
      return `berth sso login ${remedy.session}`;
    case 'create-repository':
      return `berth repo create ${remedy.repository} --profile ${remedy.profile} --region ${remedy.region}`;
    case 'grant-pull':
      return remedy.ownerProfile === undefined ? undefined : `berth repo grant-pull ${remedy.host}/${remedy.repository} --to ${remedy.accountId} --profile ${remedy.ownerProfile}`;
    case 'diagnose':
      return `berth doctor${remedy.reference === undefined ? '' : ` ${remedy.reference}`}`;
    case 'use-secret-file':
      return 'berth secrets use-file';
  }
}
