import { broken, fine, skipped, warning, type Cause } from '../cause';
import type { DiagnosisFacts, Failure } from '../diagnosis-facts';
import { dockerIsSignedIn, hostOf, spanWords, type Link } from './link';

/** AWS refuses signatures whose time is further away than this (SigV4). */
const SKEW_MS = 5 * 60_000;

export const clockLink: Link = {
  id: 'clock',
  title: 'The clock of this computer',
  find: (facts) => {
    const { ping } = facts;
    const skewMs = ping?.state === 'answered' ? ping.skewMs : undefined;
    const cause = clockCause(facts, skewMs);
    if (cause !== undefined) return dockerIsSignedIn(facts) ? warning(cause.message) : broken(cause);
    return skewMs === undefined ? skipped('Nothing answered to compare it with.') : fine('It agrees with that of AWS.');
  },
};

function clockCause({ profile }: DiagnosisFacts, skewMs: number | undefined): Cause | undefined {
  const named = { cause: 'clock-wrong', code: 'clock-skew', hint: 'Set the clock, best by switching network time on.' } as const;
  // The skew is that of AWS's clock seen from here: ahead there is behind here.
  if (skewMs !== undefined && Math.abs(skewMs) > SKEW_MS)
    return { ...named, message: `The clock of this computer is ${spanWords(skewMs)} ${skewMs > 0 ? 'behind' : 'ahead'}, so AWS refuses every signature.` };
  const failures = [profile?.credentials, profile?.token].flatMap((one) => (one?.state === 'failed' ? [one.error] : []));
  const skewed = failures.find(({ code }) => code === 'clock-skew');
  return skewed === undefined ? undefined : { ...named, message: skewed.message };
}

export const networkLink: Link = {
  id: 'network',
  title: 'The way to AWS',
  find: (facts) => {
    const { profile, ping } = facts;
    const failed = [profile?.credentials, profile?.token].find((one) => one?.state === 'failed' && isNetwork(one));
    if (failed?.state === 'failed') {
      const cause = awsCause(facts, failed);
      return dockerIsSignedIn(facts) ? warning(cause.message) : broken(cause);
    }
    if (ping?.state === 'failed') return broken(networkCause(facts, { target: hostOf(facts), systemCode: ping.systemCode }));
    if (profile === undefined && ping === undefined) return skipped('Not looked at.');
    return fine('AWS and the registry answer.');
  },
};

const isNetwork = ({ error, systemCode }: Failure): boolean =>
  error.code === 'network' || error.code === 'timeout' || systemCode !== undefined || (error.code === 'registry-failed' && error.message.includes('is not what'));

/** A custom endpoint that is wrong looks like a broken network; it is named first. */
function awsCause(facts: DiagnosisFacts, { error, systemCode }: Failure): Cause {
  const endpoint = facts.profile?.endpoint;
  const profile = facts.profile?.assignment.profile ?? '';
  if (endpoint !== undefined)
    return {
      cause: 'endpoint-wrong', code: error.code,
      message: `The endpoint_url of profile ${profile} (${endpoint}) ${error.code === 'registry-failed' ? 'does not answer as AWS does' : 'does not answer'}.`,
      hint: 'Correct endpoint_url, or start what is meant to answer there.',
    };
  if (error.code === 'registry-failed') return { cause: 'endpoint-wrong', code: error.code, message: error.message, hint: error.hint ?? 'Look at proxies on the way.' };
  return networkCause(facts, { target: 'AWS', systemCode: systemCode ?? (error.code === 'timeout' ? 'ETIMEDOUT' : '') });
}

function networkCause({ profile }: DiagnosisFacts, { target, systemCode }: { target: string; systemCode: string }): Cause {
  const why = kindOf(systemCode);
  if (why === 'tls')
    return { cause: 'tls-not-trusted', code: 'network', message: `The certificate that answers for ${target} is not trusted here.`, hint: 'A company’s proxy may be replacing it: give its certificate in NODE_EXTRA_CA_CERTS, and to the Docker Engine.' };
  if (profile?.proxy !== undefined)
    return { cause: 'proxy-in-the-way', code: 'network', message: `${target} cannot be reached, and a proxy (${profile.proxy}) is set.`, hint: 'Check that the proxy lets it through, or name it in NO_PROXY.' };
  if (why === 'dns') return { cause: 'name-unknown', code: 'network', message: `The name of ${target} is not known to this network.`, hint: 'Check the connection, a VPN, and the name itself.' };
  if (why === 'refused') return { cause: 'connection-refused', code: 'network', message: `${target} refuses the connection.`, hint: 'Check the port, a firewall, and whether the registry runs.' };
  if (why === 'timeout') return { cause: 'timed-out', code: 'timeout', message: `${target} does not answer in time.`, hint: 'Check the connection, a VPN, and a firewall on the way.' };
  return { cause: 'network-down', code: 'network', message: `The connection to ${target} breaks${systemCode === '' ? '' : ` (${systemCode})`}.`, hint: 'Check the connection and try again.' };
}

function kindOf(code: string): 'dns' | 'refused' | 'timeout' | 'tls' | 'other' {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT' || code === 'TimeoutError' || code === 'ESOCKETTIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout';
  return /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_)/.test(code) ? 'tls' : 'other';
}
