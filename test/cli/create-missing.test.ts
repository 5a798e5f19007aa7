import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors';
import { errorOf, run } from './run-cli';

const HOST = '111111111111.dkr.ecr.eu-central-1.amazonaws.com';
const stop = new AppError('network', 'Here the test ends.', { hint: 'All is well.' });

/** Services that note which repositories were wanted, and end every transfer with `stop`. */
const noting = () => {
  const wanted: object[] = [];
  const failing = () => Promise.reject(stop);
  const access = { client: failing, credentials: failing };
  const docker = { commit: failing, inspectImage: failing, inspectContainer: failing, start: async () => undefined } as never;
  return { wanted, services: { access, docker, ensureRepository: async (each: object) => void wanted.push(each) } };
};

test.each([
  ['push', ['push', 'app:1', `${HOST}/team/app:v1`]],
  ['commit', ['commit', 'web', `${HOST}/team/app:v1`]],
  ['copy', ['copy', 'docker.io/library/alpine:3', `${HOST}/team/app:v1`, '--to-profile', 'dev']],
])('%s creates the repository with --create, and not without', async (_, line) => {
  const { wanted, services } = noting();
  const options = line[0] === 'copy' ? [] : ['--profile', 'dev'];
  expect(errorOf((await run([...line, ...options, '--json'], { services })).stdout).message).toBe(stop.message);
  expect(wanted).toEqual([]);
  await run([...line, ...options, '--create', '--json'], { services });
  expect(wanted).toEqual([{ host: HOST, repository: 'team/app', profile: 'dev' }]);
});
