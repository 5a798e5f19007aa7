import type { Diagnosis, DiagnosisStep } from '../../shared/model/diagnosis';
import type { Cause } from './cause';
import type { DiagnosisFacts } from './diagnosis-facts';
import { configLink, environmentLink, helperLink } from './links/config-links';
import { credentialsLink, tokenLink } from './links/credentials-links';
import { diskLink, engineLink } from './links/engine-links';
import { imageLink, repositoryLink } from './links/image-links';
import type { Link } from './links/link';
import { clockLink, networkLink } from './links/network-links';
import { profileLink } from './links/profile-link';
import { referenceLink } from './links/reference-link';
import { signInLink } from './links/sign-in-link';

/**
 * The chain, each link behind what it needs. Docker's sign-in comes behind all that it takes to get a new one: that a token has
 * expired is the news only where nothing stands in the way of the next.
 */
export const CHAIN: readonly Link[] = [
  referenceLink, environmentLink, configLink, helperLink, engineLink, diskLink,
  profileLink, clockLink, networkLink, credentialsLink, tokenLink, signInLink,
  repositoryLink, imageLink,
];

/** Follows the chain to its first broken link, which is the cause; what lies behind it is skipped. Pure. */
export function diagnose(facts: DiagnosisFacts): Diagnosis {
  const steps: DiagnosisStep[] = [];
  let cause: Cause | undefined;
  for (const { id, title, find } of CHAIN) {
    if (cause !== undefined) {
      steps.push({ id, title, status: 'skipped', message: 'Not looked at: something before it is broken.' });
      continue;
    }
    const { status, message, ...named } = find(facts);
    steps.push({ id, title, status, message });
    if ('cause' in named) cause = { ...named, message };
  }
  return { reference: facts.text, steps, ...(cause !== undefined && { cause }) };
}
