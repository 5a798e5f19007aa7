import { broken, fine, skipped, warning, type Cause } from '../cause';
import type { DiagnosisFacts } from '../diagnosis-facts';
import { dockerIsSignedIn, hostOf, type Link } from './link';

/** Which profile signs the host, and whether it is complete. */
export const profileLink: Link = {
  id: 'profile',
  title: 'The profile that signs it',
  find: (facts) => {
    const { profile } = facts;
    if (profile === undefined) return skipped('Not looked at.');
    const cause = problemOf(facts);
    if (cause === undefined) return fine(profile.assignment.reason);
    // Docker has a sign-in that the registry takes: it works today, only not for ever.
    return dockerIsSignedIn(facts) ? warning(cause.message) : broken(cause);
  },
};

function problemOf(facts: DiagnosisFacts): Cause | undefined {
  const { assignment, problem } = facts.profile ?? {};
  if (assignment === undefined) return undefined;
  if (assignment.profile === undefined) {
    if (assignment.because === 'rule')
      return { cause: 'rule-names-missing-profile', code: 'profile-not-found', message: assignment.reason, hint: 'Add that profile, or change the rule with “berth registries map”.' };
    if (facts.filesProblem !== undefined)
      return { cause: 'profile-files-malformed', code: 'aws-config-malformed', message: facts.filesProblem.message, hint: `${facts.filesProblem.hint} A profile for ${hostOf(facts)} may be hidden by it.` };
    return {
      cause: 'no-profile', code: 'profile-not-found',
      message: `No profile here can sign in to ${hostOf(facts)}.`,
      hint: `Add a profile of account ${assignment.accountId ?? accountIn(hostOf(facts))}, or of one that may pull from it.`,
    };
  }
  if (problem === undefined) return undefined;
  const { kind, message } = problem;
  const { profile } = assignment;
  if (kind === 'loop') return { cause: 'profile-loop', code: 'profile-incomplete', message, hint: 'Let one of them have keys of its own.' };
  if (kind === 'source-missing') return { cause: 'profile-source-missing', code: 'profile-incomplete', message, hint: `Add the profile it needs, or change source_profile of ${profile}.` };
  return { cause: 'profile-incomplete', code: 'profile-incomplete', message, hint: `Complete profile ${profile} in its file, or map ${hostOf(facts)} to another one.` };
}

const accountIn = (host: string): string => /^\d{12}(?=\.)/.exec(host)?.[0] ?? 'the owner';
