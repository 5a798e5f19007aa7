import { expect, test } from 'vitest';
import { registryError } from '../../electron/registry/registry-errors';

const at = (host: string, over: object) => registryError({ host, repository: 'library/nginx', action: 'pull', ...over });

test('Docker Hub’s limit is explained, for visits without a sign-in and with one', () => {
  expect(at('docker.io', { status: 429, code: 'TOOMANYREQUESTS', anonymous: true })).toMatchObject({ code: 'throttled', message: expect.stringContaining('limit of pulls is used up for this address') as string, hint: expect.stringContaining('docker login') as string });
  const { message, hint } = at('docker.io', { status: 429 });
  expect(message).toContain('for this account');
  expect(hint).not.toContain('docker login');
  expect(at('quay.io', { status: 429 }).message).toBe('quay.io is asked too often.');
});

test('a refusal without a sign-in is not told as one of a sign-in', () => {
  expect(at('docker.io', { status: 401, anonymous: true })).toMatchObject({ code: 'registry-unauthorized', hint: 'Check the name, or sign in with “docker login”.' });
  expect(at('ghcr.io', { status: 401, anonymous: true }).hint).toContain('docker login ghcr.io');
  expect(at('ghcr.io', { status: 401 }).message).toBe('ghcr.io does not accept the sign-in.');
});
