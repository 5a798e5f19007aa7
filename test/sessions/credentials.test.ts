import { expect, test } from 'vitest';
import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import { Credentials } from '../../electron/sessions/credentials';
import { AppError } from '../../shared/errors';

const role = (name: string, sourceProfile: string): ProfileDefinition => ({
  name, sourceProfile, source: 'berth', kind: 'assume-role', regions: ['eu-west-1'], roleArn: 'arn:aws:iam::123456789012:role/x', endpoints: { sts: 'http://127.0.0.1:9' },
});
const own: ProfileDefinition = { name: 'mine', source: 'berth', kind: 'static', regions: ['eu-west-1'], endpoints: {} };

const never = () => Promise.reject(new Error('Nobody should have been asked.'));

function credentials(definitions: ProfileDefinition[], secret: string | undefined) {
  let asked = 0;
  const listeners: (() => void)[] = [];
  const subject = new Credentials({
    profiles: {
      find: (name) => {
        const found = definitions.find((one) => one.name === name);
        if (found === undefined) throw new AppError('profile-not-found', name);
        return found;
      },
      onChange: (listener) => {
        listeners.push(listener);
        return () => undefined;
      },
    },
    sso: { credentialsFor: never, signInAndWait: never },
    questions: { ask: never },
    env: {},
    secrets: {
      get: async () => {
        asked += 1;
        return secret;
      },
      set: async () => undefined,
      delete: async () => undefined,
    },
  });
  return { subject, asked: () => asked, change: () => listeners.forEach((listener) => listener()) };
}

test('a circle of roles is named, not followed', async () => {
  const { subject } = credentials([role('a', 'b'), role('b', 'c'), role('c', 'a')], undefined);
  await expect(subject.providerFor('a')()).rejects.toMatchObject({ code: 'profile-incomplete', message: expect.stringContaining('a → b → c → a') });
});

test('the keychain is asked once, for all who ask at the same time, and again after a change', async () => {
  const { subject, asked, change } = credentials([own], JSON.stringify({ accessKeyId: 'A', secretAccessKey: 'S' }));
  const provider = subject.providerFor('mine');
  expect(await Promise.all([provider(), provider()])).toMatchObject([{ accessKeyId: 'A' }, { accessKeyId: 'A' }]);
  await provider();
  expect(asked()).toBe(1);
  change();
  await provider();
  expect(asked()).toBe(2);
});

test('a damaged or missing secret is said without repeating it', async () => {
  const damaged: unknown = await credentials([own], 'S3CR3T{').subject.providerFor('mine')().catch((thrown: unknown) => thrown);
  expect(damaged).toMatchObject({ code: 'credentials-missing' });
  expect(damaged instanceof AppError && `${damaged.message}${damaged.hint}${String(damaged.cause)}`).not.toContain('S3CR3T');
  await expect(credentials([own], undefined).subject.providerFor('mine')()).rejects.toMatchObject({ code: 'credentials-missing' });
});
