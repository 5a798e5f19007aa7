import { expect, test } from 'vitest';
import { dockerStreamError } from '../../electron/docker/docker-errors';
import { registryError } from '../../electron/registry/registry-errors';
import { explained } from '../../electron/transfer/explained';
import type { Explanation, RegistryAccess } from '../../electron/transfer/ports';
import { AppError } from '../../shared/errors';

const HOST = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const pull = { host: HOST, repository: 'shop/api', reference: '1.0', action: 'pull' as const };

/** What becomes of an error, with an explanation at hand or none. */
const after = (error: AppError, explanation?: Explanation): Promise<unknown> => {
  const access = { explainDenied: async () => explanation } as unknown as RegistryAccess;
  return explained(access, () => undefined, () => Promise.reject(error)).catch((thrown: unknown) => thrown);
};

test('a registry that does not take the sign-in, or a Docker that fails for reasons of its own, can be diagnosed', async () => {
  const remedy = { kind: 'diagnose', reference: `${HOST}/shop/api:1.0` };
  expect(await after(registryError({ ...pull, status: 401 }))).toMatchObject({ code: 'registry-unauthorized', remedy });
  expect(await after(dockerStreamError('error from registry: who knows', { host: '', operation: 'pull', registry: pull }))).toMatchObject({ code: 'docker-failed', remedy, detail: 'error from registry: who knows' });
  const digest = `sha256:${'a'.repeat(64)}`;
  expect(await after(registryError({ ...pull, reference: digest, status: 401 }))).toMatchObject({ remedy: { reference: `${HOST}/shop/api@${digest}` } });
});

test('of a push only the registry is looked at, for the image is not there yet; one that is denied says its cause by itself', async () => {
  expect(await after(registryError({ ...pull, action: 'push', status: 401 }))).toMatchObject({ code: 'registry-unauthorized', remedy: { kind: 'diagnose', reference: HOST } });
  expect(await after(registryError({ ...pull, action: 'push', status: 403 }))).toMatchObject({ code: 'access-denied', remedy: undefined });
});

test('a better remedy stays, and so does an error that says its cause by itself', async () => {
  const remedy = { kind: 'sign-in' as const, profile: 'dev' };
  expect(await after(registryError({ ...pull, status: 403 }), { message: 'Because.', remedy })).toMatchObject({ message: 'Because.', remedy });
  expect(await after(new AppError('registry-unauthorized', 'No.', { remedy, cause: pull }))).toMatchObject({ remedy });
  expect(await after(registryError({ ...pull, status: 404 }))).toMatchObject({ code: 'image-not-found', remedy: undefined });
});
