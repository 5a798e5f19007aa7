import { expect, test } from 'vitest';
import { Credentials } from '../../electron/sessions/credentials';
import type { SecretStore } from '../../electron/profiles/secret-store';
import { AppError } from '../../shared/errors';

const KEY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

/** Secrets in a file that waits for its passphrase, until the person is asked. */
class LockedSecrets implements SecretStore {
  asked = 0;
  async get(): Promise<string> {
    if (this.asked === 0) throw new AppError('keychain-locked', 'locked');
    return JSON.stringify(KEY);
  }
  async opened(): Promise<void> {
    this.asked += 1;
  }
  set = (): Promise<void> => Promise.reject(new Error('not written here'));
  delete = (): Promise<void> => Promise.reject(new Error('not written here'));
}

test('the passphrase is asked for when a person opens a profile, and never in the background', async () => {
  const secrets = new LockedSecrets();
  const credentials = new Credentials({
    profiles: { find: (name) => ({ name, source: 'berth', kind: 'static', regions: ['eu-west-1'], endpoints: {} }), onChange: () => () => undefined },
    secrets,
    sso: { credentialsFor: () => Promise.reject(new Error('no SSO')), signInAndWait: () => Promise.reject(new Error('no SSO')) },
    questions: { ask: () => Promise.reject(new Error('no question')) },
    env: {},
  });
  await expect(credentials.providerFor('mine')()).rejects.toMatchObject({ code: 'keychain-locked' });
  expect(secrets.asked).toBe(0);
  await credentials.open('mine');
  expect(await credentials.providerFor('mine')()).toMatchObject(KEY);
  expect(secrets.asked).toBe(1);
});
