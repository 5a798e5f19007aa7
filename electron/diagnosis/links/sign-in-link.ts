import { parseRegistryHost } from '../../../shared/ecr/registry-host';
import { broken, fine, skipped, type Cause } from '../cause';
import type { DiagnosisFacts, SignInFact } from '../diagnosis-facts';
import { hostOf, spanWords, type Link } from './link';

/** Docker's sign-in for exactly this host, and what is in it. */
export const signInLink: Link = {
  id: 'sign-in',
  title: 'Docker’s sign-in',
  find: (facts) => {
    const { config } = facts;
    if (config === undefined) return skipped('Not looked at.');
    const host = hostOf(facts);
    const cause = config.signIn === undefined ? absent(facts) : faultOf(facts, config.signIn);
    if (cause === undefined) return fine(config.signIn === undefined ? `${host} lets anybody read.` : `Docker is signed in to ${host}.`);
    const remedy = remedyFor(facts);
    return broken({ ...cause, ...(remedy !== undefined && { remedy }), ...(config.file.state === 'unwritable' && unwritable(facts, config.file.code)) });
  },
};

function absent(facts: DiagnosisFacts): Cause | undefined {
  const host = hostOf(facts);
  const registry = parseRegistryHost(host);
  if (registry.kind === 'public') return undefined;
  const { config } = facts;
  const elsewhere = config?.otherHosts.find((other) => {
    const there = parseRegistryHost(other);
    return registry.kind === 'private' && there.kind === 'private' && there.accountId === registry.accountId;
  });
  if (elsewhere !== undefined)
    return { cause: 'signed-in-elsewhere', code: 'registry-unauthorized', message: `Docker is signed in to ${elsewhere}, but not to ${host}: a sign-in is good for one region alone.`, hint: `Sign in to ${host} too, or pull from ${elsewhere}.` };
  return { cause: 'not-signed-in', code: 'registry-unauthorized', message: `Docker is not signed in to ${host} (“no basic auth credentials”).`, hint: 'Sign in; Berth keeps it so.' };
}

function faultOf(facts: DiagnosisFacts, { username, expiresAt, sameAs }: SignInFact): Cause | undefined {
  const { ping, now } = facts;
  const host = hostOf(facts);
  const answer = ping?.state === 'answered' ? ping.dockersSignIn : undefined;
  if (answer === 'accepted') return undefined;
  if (username !== 'AWS' && parseRegistryHost(host).kind !== 'other')
    return { cause: 'token-not-ecr', code: 'registry-unauthorized', message: `What Docker would present to ${host} is no sign-in of ECR’s: its user name is not “AWS”.`, hint: 'Sign in anew.' };
  if (sameAs !== undefined && answer !== 'expired')
    return { cause: 'token-of-another-region', code: 'registry-unauthorized', message: `The sign-in for ${host} is the one of ${sameAs}, and a token is good for one region alone.`, hint: `Sign in to ${host} itself.` };
  if (answer === 'expired' || (expiresAt !== undefined && expiresAt <= now)) {
    const since = expiresAt !== undefined && expiresAt <= now ? ` ${spanWords(now - expiresAt)} ago` : '';
    return { cause: 'token-expired', code: 'registry-unauthorized', message: `Docker’s sign-in at ${host} expired${since}.`, hint: 'Sign in again; Berth renews it by itself while it runs.' };
  }
  if (answer === 'refused') return { cause: 'token-refused', code: 'registry-unauthorized', message: `${host} does not accept the sign-in that Docker has for it.`, hint: 'Sign in anew.' };
  return undefined;
}

function remedyFor({ profile }: DiagnosisFacts): Cause['remedy'] {
  const name = profile?.assignment.profile;
  return name === undefined ? undefined : { kind: 'sign-in', profile: name };
}

/** Without it a new sign-in has nowhere to go. */
const unwritable = ({ config }: DiagnosisFacts, code: string): Cause => ({
  cause: 'config-unwritable', code: 'docker-config-unwritable',
  message: `Docker needs a new sign-in, and ${config?.path ?? 'its config.json'} cannot be written (${code}).`,
  hint: 'Make yourself the owner of the file and its folder (chown), then sign in.',
});
