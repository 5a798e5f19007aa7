import type { Diagnosis, DiagnosisStep } from '../../shared/model/diagnosis';
import { broken, fine, warning, type Cause, type CauseName, type Finding } from './cause';
import type { DiagnosisFacts } from './diagnosis-facts';
import type { HealthFacts } from './health-facts';
import { configLink, helperLink } from './links/config-links';
import { credentialsLink, tokenLink } from './links/credentials-links';
import { diskLink, engineLink } from './links/engine-links';
import type { Link } from './links/link';
import { clockLink, networkLink } from './links/network-links';
import { profileLink } from './links/profile-link';
import { signInLink } from './links/sign-in-link';

/** A session that has ended is no fault of a profile that nobody uses at the moment. */
const ORDINARY: readonly CauseName[] = ['sso-ended', 'mfa-needed', 'session-ended'];

const OF_PROFILE: readonly Link[] = [profileLink, networkLink, credentialsLink, tokenLink];
const OF_HOST: readonly Link[] = [helperLink, clockLink, profileLink, networkLink, credentialsLink, tokenLink, signInLink];

interface Check {
  id: string;
  title: string;
  finding: Finding;
}

/** Looks everything over and lists all that is broken; the first of it is the cause. Pure. */
export function examine(facts: HealthFacts): Diagnosis {
  const checks: Check[] = [
    ...[configLink, engineLink, diskLink].map(({ id, title, find }) => ({ id, title, finding: find(facts.shared) })),
    ...facts.missingHelpers.map((helper) => ({ id: `helper:${helper}`, title: `The helper ${helper}`, finding: missing(helper) })),
    { id: 'keychain', title: 'The keychain', finding: keychain(facts) },
    ...facts.filesProblems.map((problem, index) => ({ id: `files:${index}`, title: 'The AWS files', finding: malformed(problem) })),
    ...facts.profiles.map(({ name, facts: of, remark }) => ({ id: `profile:${name}`, title: `Profile ${name}`, finding: ordinary(firstBroken(OF_PROFILE, of) ?? (remark === undefined ? fine('It signs in.') : warning(remark))) })),
    ...facts.hosts.map(({ host, facts: of }) => ({ id: `host:${host}`, title: host, finding: firstBroken(OF_HOST, of) ?? fine('Docker is signed in.') })),
  ];
  const cause = checks.map(({ finding }) => causeOf(finding)).find((one) => one !== undefined);
  return { steps: checks.map(stepOf), ...(cause !== undefined && { cause }) };
}

function firstBroken(links: readonly Link[], facts: DiagnosisFacts): Finding | undefined {
  const findings = links.map((link) => link.find(facts));
  return findings.find(({ status }) => status === 'broken') ?? findings.find(({ status }) => status === 'warning');
}

const ordinary = (finding: Finding): Finding => (finding.status === 'broken' && ORDINARY.includes(finding.cause) ? warning(`${finding.message} ${finding.hint}`) : finding);

const missing = (helper: string): Finding =>
  broken({ cause: 'helper-missing', code: 'docker-helper-failed', message: `Docker asks docker-credential-${helper} for sign-ins, and that program is not on the PATH.`, hint: `Install docker-credential-${helper}, or take “${helper}” out of config.json.` });

const malformed = ({ message, hint }: { message: string; hint: string }): Finding => broken({ cause: 'profile-files-malformed', code: 'aws-config-malformed', message, hint });

function keychain({ keychain: found, keychainInUse }: HealthFacts): Finding {
  if (found.state === 'fine') return fine('It answers.');
  const { code, message, hint = 'Unlock it.' } = found.error;
  if (!keychainInUse) return warning(`${message} No profile keeps its keys there.`);
  if (code === 'keychain-locked') return broken({ cause: 'keychain-locked', code, message, hint });
  return broken({ cause: 'keychain-missing', code, message, hint, remedy: { kind: 'use-secret-file' } });
}

function causeOf(finding: Finding): Cause | undefined {
  if (finding.status !== 'broken') return undefined;
  const { status: _status, ...cause } = finding;
  return cause;
}

/** More than one may be broken, so each says its own next step. */
const stepOf = ({ id, title, finding }: Check): DiagnosisStep => ({
  id, title, status: finding.status, message: finding.status === 'broken' ? `${finding.message} ${finding.hint}` : finding.message,
});
