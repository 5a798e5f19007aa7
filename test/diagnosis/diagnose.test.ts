import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAUSES, type Cause } from '../../electron/diagnosis/cause';
import { CHAIN, diagnose } from '../../electron/diagnosis/diagnose';
import type { DiagnosisFacts } from '../../electron/diagnosis/diagnosis-facts';
import type { Remedy } from '../../shared/model/remedy';
import { ACCOUNT, CONFIG, failed, healthy, HOST, NOW, signedOut, TEXT, US_HOST, wire, withConfig, withEngine, withProfile } from './facts';

const SIGN_IN = { kind: 'sign-in', profile: 'dev' } as const;
const reference = (host: string, over: Partial<DiagnosisFacts> = {}): DiagnosisFacts => ({
  ...healthy, text: `${host}/shop/api:1.0`, reference: { state: 'fine', value: { host, repository: 'shop/api', tag: '1.0' }, hostOnly: false },
  profile: { ...healthy.profile, assignment: { host, because: 'nobody', reason: 'Nobody.' } } as DiagnosisFacts['profile'] & object, ...over,
});
const nobody = { host: HOST, accountId: ACCOUNT, because: 'nobody', reason: `No profile here can sign in to ${HOST}.` } as const;
const network = (systemCode: string, over = {}) => withProfile({ token: failed(wire('network', 'AWS cannot be reached.'), systemCode), ...over });
const grant: Remedy = { kind: 'grant-pull', host: HOST, repository: 'shop/api', accountId: '444455556666', actions: ['ecr:BatchGetImage'], ownerProfile: 'dev', statement: '{}' };

/** What is wrong, and all that is said about it. */
const table: [facts: DiagnosisFacts, expected: Cause][] = [
  [
    { ...healthy, text: 'Shop', reference: { state: 'invalid', error: wire('invalid-reference', '“Shop” is not an image reference: its repository has capital letters.', { hint: 'Write it as HOST/REPOSITORY:TAG or HOST/REPOSITORY@sha256:DIGEST.' }) } },
    { cause: 'reference-invalid', code: 'invalid-reference', message: '“Shop” is not an image reference: its repository has capital letters.', hint: 'Write it as HOST/REPOSITORY:TAG or HOST/REPOSITORY@sha256:DIGEST.' },
  ],
  [
    { ...reference('docker.io'), text: 'nginx' },
    { cause: 'not-ecr', code: 'unsupported', message: 'nginx is on Docker Hub, not in a registry that AWS signs in to.', hint: 'Write the registry’s host before the name (HOST/REPOSITORY:TAG), or sign in to this one with “docker login”.' },
  ],
  [
    reference('111122223333.dkr.ecr.eu-central-1.amazonaws.co'),
    { cause: 'host-mistyped', code: 'invalid-reference', message: '111122223333.dkr.ecr.eu-central-1.amazonaws.co is not the host of a registry.', hint: `Write ${HOST} instead, if that is the one you mean.` },
  ],
  [
    reference('111122223333.dkr.ecr.eu-cental-1.amazonaws.com', { ping: { state: 'failed', systemCode: 'ENOTFOUND' } }),
    { cause: 'region-unknown', code: 'invalid-reference', message: 'There is no region eu-cental-1, which the host 111122223333.dkr.ecr.eu-cental-1.amazonaws.com names.', hint: 'Write eu-central-1 instead, if that is the one you mean.' },
  ],
  [
    { ...withConfig({ environment: { state: 'set' }, signIn: { where: 'environment', username: 'AWS' } }), ping: { state: 'answered', plainHttp: false, dockersSignIn: 'expired' } },
    { cause: 'environment-overrides', code: 'registry-unauthorized', message: `DOCKER_AUTH_CONFIG has a sign-in for ${HOST} that the registry does not take, and it comes before config.json.`, hint: 'Unset DOCKER_AUTH_CONFIG where Docker is called, then sign in.' },
  ],
  [
    withConfig({ file: { state: 'unreadable', code: 'EACCES' } }),
    { cause: 'config-unreadable', code: 'docker-config-unwritable', message: `${CONFIG} cannot be read (EACCES).`, hint: 'Make yourself its owner (chown) and let yourself read it (chmod 600).' },
  ],
  [
    withConfig({ file: { state: 'malformed', line: 3, column: 7, reason: 'the text is not JSON there' } }),
    { cause: 'config-malformed', code: 'docker-config-malformed', message: `${CONFIG} is broken at line 3, column 7: the text is not JSON there.`, hint: 'Correct it there; Docker cannot read any sign-in until then.' },
  ],
  [
    withConfig({ file: { state: 'unwritable', code: 'EROFS' } }, signedOut),
    { cause: 'config-unwritable', code: 'docker-config-unwritable', message: `Docker needs a new sign-in, and ${CONFIG} cannot be written (EROFS).`, hint: 'Make yourself the owner of the file and its folder (chown), then sign in.', remedy: SIGN_IN },
  ],
  [
    withConfig({ helper: { name: 'desktop', key: 'credsStore', state: 'missing' } }, signedOut),
    { cause: 'helper-missing', code: 'docker-helper-failed', message: 'Docker asks docker-credential-desktop for the sign-in (credsStore), and that program is not on the PATH.', hint: 'Install docker-credential-desktop, or take “desktop” out of credsStore.' },
  ],
  [
    withConfig({ helper: { name: 'secretservice', key: 'credsStore', state: 'fails' } }, signedOut),
    { cause: 'helper-fails', code: 'docker-helper-failed', message: 'docker-credential-secretservice, which keeps Docker’s sign-ins, fails.', hint: 'Unlock the keychain it uses, or take “secretservice” out of credsStore and sign in again.' },
  ],
  [
    withConfig({ helper: { name: 'pass', key: 'credHelpers', state: 'silent' } }, signedOut),
    { cause: 'helper-silent', code: 'docker-helper-failed', message: 'docker-credential-pass, which keeps Docker’s sign-ins, does not answer.', hint: 'The keychain it uses is probably locked and waits for a password: unlock it.' },
  ],
  [
    withConfig({ helper: { name: 'a b', key: 'credsStore', state: 'bad-name' } }, signedOut),
    { cause: 'helper-name-invalid', code: 'docker-config-malformed', message: 'credsStore names “a b”, which cannot be the name of a program.', hint: `Correct credsStore in ${CONFIG}.` },
  ],
  [
    withConfig({ deadHelperKey: `https://${HOST}` }, signedOut),
    { cause: 'helper-key-never-matches', code: 'docker-config-malformed', message: `“https://${HOST}” in credHelpers never matches: Docker looks for ${HOST} exactly.`, hint: `Write ${HOST} as the key, without scheme and slash.` },
  ],
  [
    { ...healthy, engine: { state: 'unreachable', host: 'unix:///var/run/docker.sock', failure: { error: wire('docker-unavailable', 'The Docker Engine at unix:///var/run/docker.sock is not running.', { hint: 'Start Docker.' }), systemCode: 'ECONNREFUSED' } } },
    { cause: 'engine-unreachable', code: 'docker-unavailable', message: 'The Docker Engine at unix:///var/run/docker.sock is not running.', hint: 'Start Docker.' },
  ],
  [
    { ...healthy, engine: { state: 'unreachable', host: 'unix:///var/run/docker.sock', failure: { error: wire('docker-unavailable', 'You may not use the Docker Engine at unix:///var/run/docker.sock.', { hint: 'Add yourself to the docker group.' }), systemCode: 'EACCES' } } },
    { cause: 'engine-forbidden', code: 'docker-unavailable', message: 'You may not use the Docker Engine at unix:///var/run/docker.sock.', hint: 'Add yourself to the docker group.' },
  ],
  [
    { ...healthy, engine: { state: 'unreachable', host: '', failure: { error: wire('docker-config-malformed', 'The docker context “colima” does not exist.', { hint: 'Choose another with “docker context use”, or unset DOCKER_CONTEXT.' }) } } },
    { cause: 'engine-context', code: 'docker-config-malformed', message: 'The docker context “colima” does not exist.', hint: 'Choose another with “docker context use”, or unset DOCKER_CONTEXT.' },
  ],
  [
    withEngine({ clockSkewMs: -3 * 3_600_000 }),
    { cause: 'engine-clock', code: 'clock-skew', message: 'The clock of the Docker Engine is 3 hours behind.', hint: 'Restart Docker (its virtual machine loses time while the computer sleeps).' },
  ],
  [
    withEngine({ freeBytes: 5e6 }),
    { cause: 'engine-disk-full', code: 'disk-full', message: 'The disk of the Docker Engine (/var/lib/docker) has 5 MB left.', hint: 'Free some space, for example with “docker system prune”.' },
  ],
  [
    { ...healthy, ping: { state: 'answered', plainHttp: true, dockersSignIn: 'accepted' } },
    { cause: 'engine-distrusts-registry', code: 'docker-failed', message: `${HOST} speaks plain http, which the Docker Engine refuses.`, hint: `Add ${HOST} to “insecure-registries” in the engine’s daemon.json, or give the registry a certificate.` },
  ],
  [
    { ...signedOut, disk: { folders: [{ path: '/tmp', freeBytes: 9e9 }, { path: '/home/ada/.docker', freeBytes: 0 }] } },
    { cause: 'disk-full', code: 'disk-full', message: 'There is no room left on the disk of /home/ada/.docker, so no sign-in can be written.', hint: 'Free some space and sign in again.' },
  ],
  [
    withProfile({ assignment: nobody }),
    { cause: 'no-profile', code: 'profile-not-found', message: `No profile here can sign in to ${HOST}.`, hint: `Add a profile of account ${ACCOUNT}, or of one that may pull from it.` },
  ],
  [
    withProfile({ assignment: { host: HOST, because: 'rule', reason: 'The rule “*” names profile gone, which does not exist.' } }),
    { cause: 'rule-names-missing-profile', code: 'profile-not-found', message: 'The rule “*” names profile gone, which does not exist.', hint: 'Add that profile, or change the rule with “berth registries map”.' },
  ],
  [
    { ...withProfile({ assignment: nobody }), filesProblem: { message: '/home/ada/.aws/config, line 4: the line is no “name = value”.', hint: 'Correct the line.' } },
    { cause: 'profile-files-malformed', code: 'aws-config-malformed', message: '/home/ada/.aws/config, line 4: the line is no “name = value”.', hint: `Correct the line. A profile for ${HOST} may be hidden by it.` },
  ],
  [
    withProfile({ problem: { kind: 'incomplete', message: 'Profile dev has no secret access key.' } }),
    { cause: 'profile-incomplete', code: 'profile-incomplete', message: 'Profile dev has no secret access key.', hint: `Complete profile dev in its file, or map ${HOST} to another one.` },
  ],
  [
    withProfile({ problem: { kind: 'source-missing', message: 'Profile dev assumes its role from base, which does not exist.' } }),
    { cause: 'profile-source-missing', code: 'profile-incomplete', message: 'Profile dev assumes its role from base, which does not exist.', hint: 'Add the profile it needs, or change source_profile of dev.' },
  ],
  [
    withProfile({ problem: { kind: 'loop', message: 'The profiles dev → ops → dev assume their roles from one another in a circle.' } }),
    { cause: 'profile-loop', code: 'profile-incomplete', message: 'The profiles dev → ops → dev assume their roles from one another in a circle.', hint: 'Let one of them have keys of its own.' },
  ],
  [
    withProfile({ token: failed(wire('credentials-invalid', 'AWS does not accept the keys of profile dev.')) }, { ...signedOut, ping: { state: 'answered', plainHttp: false, skewMs: 26 * 60_000 } }),
    { cause: 'clock-wrong', code: 'clock-skew', message: 'The clock of this computer is 26 minutes behind, so AWS refuses every signature.', hint: 'Set the clock, best by switching network time on.' },
  ],
  [network('ENOTFOUND'), { cause: 'name-unknown', code: 'network', message: 'The name of AWS is not known to this network.', hint: 'Check the connection, a VPN, and the name itself.' }],
  [
    { ...signedOut, ping: { state: 'failed', systemCode: 'ECONNREFUSED' } },
    { cause: 'connection-refused', code: 'network', message: `${HOST} refuses the connection.`, hint: 'Check the port, a firewall, and whether the registry runs.' },
  ],
  [
    network('SELF_SIGNED_CERT_IN_CHAIN'),
    { cause: 'tls-not-trusted', code: 'network', message: 'The certificate that answers for AWS is not trusted here.', hint: 'A company’s proxy may be replacing it: give its certificate in NODE_EXTRA_CA_CERTS, and to the Docker Engine.' },
  ],
  [
    withProfile({ token: failed(wire('timeout', 'AWS did not answer in time.')) }),
    { cause: 'timed-out', code: 'timeout', message: 'AWS does not answer in time.', hint: 'Check the connection, a VPN, and a firewall on the way.' },
  ],
  [
    network('ETIMEDOUT', { proxy: 'proxy.corp.example:3128' }),
    { cause: 'proxy-in-the-way', code: 'network', message: 'AWS cannot be reached, and a proxy (proxy.corp.example:3128) is set.', hint: 'Check that the proxy lets it through, or name it in NO_PROXY.' },
  ],
  [
    network('ECONNREFUSED', { endpoint: 'http://127.0.0.1:4566' }),
    { cause: 'endpoint-wrong', code: 'network', message: 'The endpoint_url of profile dev (http://127.0.0.1:4566) does not answer.', hint: 'Correct endpoint_url, or start what is meant to answer there.' },
  ],
  [network('ECONNRESET'), { cause: 'network-down', code: 'network', message: 'The connection to AWS breaks (ECONNRESET).', hint: 'Check the connection and try again.' }],
  [
    withProfile({ credentials: failed(wire('keychain-locked', 'The keychain does not answer.', { hint: 'Unlock it.' })), token: { state: 'not-asked' } }),
    { cause: 'keychain-locked', code: 'keychain-locked', message: 'The keychain does not answer.', hint: 'Unlock it.' },
  ],
  [
    withProfile({ credentials: failed(wire('keychain-unavailable', 'There is no keychain here.')), token: { state: 'not-asked' } }),
    { cause: 'keychain-missing', code: 'keychain-unavailable', message: 'There is no keychain here.', hint: 'Keep secrets in a file encrypted with a passphrase.', remedy: { kind: 'use-secret-file' } },
  ],
  [
    withProfile({ credentials: failed(wire('credentials-missing', 'No keys were found for profile dev.', { hint: 'Add its keys to the AWS files.' })), token: { state: 'not-asked' } }),
    { cause: 'credentials-missing', code: 'credentials-missing', message: 'No keys were found for profile dev.', hint: 'Add its keys to the AWS files.' },
  ],
  [
    withProfile({ credentials: failed(wire('session-expired', 'The sign-in to corp has ended.', { hint: 'Sign in to it again.', remedy: { kind: 'sso-sign-in', session: 'corp' } })), token: { state: 'not-asked' } }),
    { cause: 'sso-ended', code: 'session-expired', message: 'The sign-in to corp has ended.', hint: 'Sign in to it again.', remedy: { kind: 'sso-sign-in', session: 'corp' } },
  ],
  [
    withProfile({ credentials: failed(wire('mfa-required', 'Profile dev needs an MFA code.', { remedy: SIGN_IN })), token: { state: 'not-asked' } }),
    { cause: 'mfa-needed', code: 'mfa-required', message: 'Profile dev needs an MFA code.', hint: 'Look at profile dev.', remedy: SIGN_IN },
  ],
  [
    withProfile({ credentials: failed(wire('credential-process-failed', 'The program of profile dev ended with status 1.', { hint: 'Run it in a terminal.' })), token: { state: 'not-asked' } }),
    { cause: 'process-failed', code: 'credential-process-failed', message: 'The program of profile dev ended with status 1.', hint: 'Run it in a terminal.' },
  ],
  [
    withProfile({ token: failed(wire('credentials-invalid', 'AWS does not accept the keys of profile dev.', { hint: 'Check the key.' })) }),
    { cause: 'keys-rejected', code: 'credentials-invalid', message: 'AWS does not accept the keys of profile dev.', hint: 'Check the key.' },
  ],
  [
    withProfile({ token: failed(wire('session-expired', 'The session of profile dev has ended.', { hint: 'Sign in again.', remedy: SIGN_IN })) }),
    { cause: 'session-ended', code: 'session-expired', message: 'The session of profile dev has ended.', hint: 'Sign in again.', remedy: SIGN_IN },
  ],
  [
    withProfile({ credentials: failed(wire('access-denied', 'Profile dev may not do sts:AssumeRole.')), token: { state: 'not-asked' } }),
    { cause: 'role-denied', code: 'access-denied', message: 'Profile dev may not do sts:AssumeRole.', hint: 'Ask for the role’s trust policy to name you.' },
  ],
  [
    withProfile({ credentials: failed(wire('internal', 'Something went wrong.')), token: { state: 'not-asked' } }),
    { cause: 'credentials-failed', code: 'internal', message: 'Something went wrong.', hint: 'Look at profile dev.' },
  ],
  [
    withProfile({ token: failed(wire('access-denied', 'Profile dev may not do ecr:GetAuthorizationToken.')) }),
    { cause: 'sign-in-denied', code: 'access-denied', message: 'Profile dev may not do ecr:GetAuthorizationToken.', hint: 'Allow ecr:GetAuthorizationToken on “*”.' },
  ],
  [
    withProfile({ token: failed(wire('throttled', 'AWS asks for fewer calls at once.')) }),
    { cause: 'aws-failed', code: 'throttled', message: 'AWS asks for fewer calls at once.', hint: 'Try again in a moment.' },
  ],
  [signedOut, { cause: 'not-signed-in', code: 'registry-unauthorized', message: `Docker is not signed in to ${HOST} (“no basic auth credentials”).`, hint: 'Sign in; Berth keeps it so.', remedy: SIGN_IN }],
  [
    withConfig({ otherHosts: ['docker.io', US_HOST] }, signedOut),
    { cause: 'signed-in-elsewhere', code: 'registry-unauthorized', message: `Docker is signed in to ${US_HOST}, but not to ${HOST}: a sign-in is good for one region alone.`, hint: `Sign in to ${HOST} too, or pull from ${US_HOST}.`, remedy: SIGN_IN },
  ],
  [
    { ...withConfig({ signIn: { where: 'file', username: 'AWS', expiresAt: NOW - 5 * 3_600_000 } }), ping: { state: 'answered', plainHttp: false, dockersSignIn: 'expired' } },
    { cause: 'token-expired', code: 'registry-unauthorized', message: `Docker’s sign-in at ${HOST} expired 5 hours ago.`, hint: 'Sign in again; Berth renews it by itself while it runs.', remedy: SIGN_IN },
  ],
  [
    { ...healthy, ping: { state: 'answered', plainHttp: false, dockersSignIn: 'refused' } },
    { cause: 'token-refused', code: 'registry-unauthorized', message: `${HOST} does not accept the sign-in that Docker has for it.`, hint: 'Sign in anew.', remedy: SIGN_IN },
  ],
  [
    { ...withConfig({ signIn: { where: 'file', username: 'AWS', sameAs: US_HOST } }), ping: { state: 'answered', plainHttp: false, dockersSignIn: 'refused' } },
    { cause: 'token-of-another-region', code: 'registry-unauthorized', message: `The sign-in for ${HOST} is the one of ${US_HOST}, and a token is good for one region alone.`, hint: `Sign in to ${HOST} itself.`, remedy: SIGN_IN },
  ],
  [
    { ...withConfig({ signIn: { where: 'helper', username: 'ada' } }), ping: { state: 'answered', plainHttp: false, dockersSignIn: 'refused' } },
    { cause: 'token-not-ecr', code: 'registry-unauthorized', message: `What Docker would present to ${HOST} is no sign-in of ECR’s: its user name is not “AWS”.`, hint: 'Sign in anew.', remedy: SIGN_IN },
  ],
  [
    { ...healthy, image: { state: 'repository-missing', elsewhere: ['us-east-1'] } },
    { cause: 'repository-in-another-region', code: 'repository-not-found', message: 'There is no repository shop/api in eu-central-1, but there is one in us-east-1.', hint: 'Name the registry of us-east-1 in the reference, or copy the image here.' },
  ],
  [
    { ...healthy, image: { state: 'repository-missing', elsewhere: [] } },
    { cause: 'repository-missing', code: 'repository-not-found', message: `There is no repository ${HOST}/shop/api.`, hint: 'Check its name, or create it.', remedy: { kind: 'create-repository', profile: 'dev', region: 'eu-central-1', repository: 'shop/api' } },
  ],
  [
    { ...healthy, image: { state: 'denied', why: wire('access-denied', 'The policy of the repository lacks a statement.', { hint: 'Let Berth add it.', remedy: grant }) } },
    { cause: 'pull-denied', code: 'access-denied', message: 'The policy of the repository lacks a statement.', hint: 'Let Berth add it.', remedy: grant },
  ],
  [
    {
      ...withConfig({ otherHosts: [HOST] }, reference(HOST.replace('3333', '3334'), { knownHosts: [HOST], image: { state: 'denied', why: wire('access-denied', 'No.') } })),
      profile: { ...healthy.profile, assignment: { host: HOST, profile: 'dev', region: 'eu-central-1', because: 'region', reason: 'Any.' } } as DiagnosisFacts['profile'] & object,
    },
    { cause: 'account-mistyped', code: 'access-denied', message: `The registry ${HOST.replace('3333', '3334')} does not let you read shop/api, and its account is nearly that of ${HOST}.`, hint: `Write ${HOST} instead, if that is the one you mean.` },
  ],
  [
    { ...healthy, image: { state: 'failed', failure: { error: wire('registry-failed', `${HOST} could not pull shop/api.`) } } },
    { cause: 'registry-failed', code: 'registry-failed', message: `${HOST} could not pull shop/api.`, hint: 'Try again in a moment.' },
  ],
  [
    { ...healthy, image: { state: 'image-missing', tags: ['1.1', 'latest'] } },
    { cause: 'image-missing', code: 'image-not-found', message: 'shop/api has no tag 1.0.', hint: 'Check the tag. It has 1.1, latest.' },
  ],
  [
    { ...healthy, reference: { state: 'fine', value: { host: HOST, repository: 'shop/api', digest: `sha256:${'a'.repeat(64)}` }, hostOnly: false }, image: { state: 'image-missing', tags: [] } },
    { cause: 'digest-missing', code: 'image-not-found', message: `shop/api has no image with the digest sha256:${'a'.repeat(64)}.`, hint: 'It may have been deleted, by a lifecycle policy for example; look at the images that are there.' },
  ],
  [
    { ...healthy, image: { state: 'there', platforms: ['linux/arm64/v8'], index: true } },
    { cause: 'platform-missing', code: 'image-not-found', message: 'shop/api:1.0 has no image for linux/amd64, which this engine runs.', hint: 'Pull another platform (--platform linux/arm64/v8), or build the image for linux/amd64.' },
  ],
];

describe('each cause is named, with its sentence, its next step and what Berth can do', () => {
  test.each(table.map(([facts, expected]) => ({ name: expected.cause, facts, expected })))('$name', ({ facts, expected }) => {
    expect(diagnose(facts).cause).toEqual(expected);
  });

  test('and none of the closed list goes without a test', () => {
    expect(table.map(([, { cause }]) => cause).sort()).toEqual([...CAUSES].sort());
  });

  test('every message is one sentence, every hint a next step, and none shows a blank where a name belongs', () => {
    for (const [facts] of table) {
      const { message = '', hint = '' } = diagnose(facts).cause ?? {};
      expect(`${message} ${hint}`).not.toMatch(/undefined|\s{2}|\(\)| \./);
      expect(message).toMatch(/\.$/);
      expect(hint).toMatch(/[.”)L]|PROFILE$/);
    }
  });
});

describe('the chain', () => {
  test('is fine from end to end where nothing is wrong', () => {
    const { cause, steps, reference: about } = diagnose(healthy);
    expect(cause).toBeUndefined();
    expect(about).toBe(TEXT);
    expect(steps.map(({ status }) => status)).toEqual(CHAIN.map(() => 'fine'));
  });

  test('any two things that are wrong give one cause: the first link that breaks, with all behind it skipped', () => {
    for (const [one] of table) {
      for (const [other] of table) {
        const { cause, steps } = diagnose({ ...one, ...difference(other) });
        const at = steps.findIndex(({ status }) => status === 'broken');
        expect(steps.map(({ id }) => id)).toEqual(CHAIN.map(({ id }) => id));
        expect(cause?.message).toBe(at < 0 ? undefined : steps[at]?.message);
        if (at < 0) continue;
        expect(steps.slice(0, at).every(({ status }) => status !== 'broken')).toBe(true);
        expect(steps.slice(at + 1).every(({ status }) => status === 'skipped')).toBe(true);
      }
    }
  });

  test('says so of any facts whatever, mixed of all that can be wrong', () => {
    const keys = ['reference', 'config', 'engine', 'ping', 'disk', 'profile', 'filesProblem', 'image'] as const;
    const wrong = [healthy, signedOut, ...table.map(([facts]) => facts)];
    const mixed = fc.array(fc.nat(wrong.length - 1), { minLength: keys.length, maxLength: keys.length });
    fc.assert(
      fc.property(mixed, (picks) => {
        const parts = keys.map((key, index) => [key, wrong[picks[index] ?? 0]?.[key]] as const).filter(([, part]) => part !== undefined);
        const { steps, cause } = diagnose({ ...healthy, ...Object.fromEntries(parts) });
        const statuses = steps.map(({ status }) => status);
        const at = statuses.indexOf('broken');
        expect(cause?.message).toBe(at < 0 ? undefined : steps[at]?.message);
        expect(statuses.filter((status) => status === 'broken')).toHaveLength(at < 0 ? 0 : 1);
        if (at >= 0) expect(new Set(statuses.slice(at + 1))).toEqual(new Set(at + 1 < statuses.length ? ['skipped'] : []));
      }),
      { numRuns: 2_000 },
    );
  });

  test('lets Berth’s own helper fail where the profile behind it does, and names that', () => {
    const ended = withProfile({ credentials: failed(wire('session-expired', 'The sign-in to corp has ended.', { remedy: { kind: 'sso-sign-in', session: 'corp' } })), token: { state: 'not-asked' } });
    expect(diagnose(withConfig({ helper: { name: 'berth', key: 'credHelpers', state: 'fails' } }, ended)).cause).toMatchObject({ cause: 'sso-ended' });
  });

  test('only warns of a profile that cannot sign in while the registry takes what Docker has', () => {
    const ended = wire('session-expired', 'The sign-in to corp has ended.', { remedy: { kind: 'sso-sign-in', session: 'corp' } });
    const { cause, steps } = diagnose(withProfile({ credentials: failed(ended), token: { state: 'not-asked' } }, healthy));
    expect(cause).toBeUndefined();
    expect(steps.find(({ id }) => id === 'credentials')).toMatchObject({ status: 'warning', message: 'The sign-in to corp has ended.' });
  });

  test('asks ECR Public for no sign-in, and takes an image of one platform for what Docker can run somehow', () => {
    const open = reference('public.ecr.aws', { image: { state: 'there', platforms: ['linux/arm64'], index: false } });
    const { cause, steps } = diagnose({ ...withConfig({ signIn: undefined }, open), ping: { state: 'answered', plainHttp: false }, profile: { ...healthy.profile, assignment: { host: 'public.ecr.aws', profile: 'dev', region: 'us-east-1', because: 'region', reason: 'dev.' } } as DiagnosisFacts['profile'] & object });
    expect(cause).toBeUndefined();
    expect(steps.find(({ id }) => id === 'image')?.status).toBe('warning');
  });
});

/** What facts say beyond the healthy ones. */
function difference(facts: DiagnosisFacts): Partial<DiagnosisFacts> {
  return Object.fromEntries(Object.entries(facts).filter(([key, value]) => value !== healthy[key as keyof DiagnosisFacts]));
}
