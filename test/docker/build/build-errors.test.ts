import { expect, test } from 'vitest';
import { buildError, buildRefused } from '../../../electron/docker/build/build-errors';

const about = { dockerfile: 'Dockerfile', lastLines: ['one', 'two'] };

// The words of engines of several years: the classic builder, moby 20.10, BuildKit of today.
test.each([
  ['dockerfile parse error line 3: unknown instruction: FETCH', 'file-malformed', 'Line 3 of Dockerfile cannot be read: unknown instruction: FETCH.'],
  ['failed to solve: dockerfile parse error on line 3: unknown instruction: FETCH (did you mean FROM?)', 'file-malformed', 'Line 3 of Dockerfile cannot be read: unknown instruction: FETCH (did you mean FROM?).'],
  ['the Dockerfile (Dockerfile) cannot be empty', 'file-malformed', 'Dockerfile describes no image.'],
  ['failed to solve with frontend dockerfile.v0: failed to create LLB definition: the Dockerfile cannot be empty', 'file-malformed', 'Dockerfile describes no image.'],
  ['failed to solve: target stage "two" could not be found', 'invalid-input', 'Dockerfile has no stage two.'],
  ['failed to reach build target two in Dockerfile', 'invalid-input', 'Dockerfile has no stage two.'],
  ['Cannot locate specified Dockerfile: Dockerfile', 'file-not-found', 'The folder has no Dockerfile.'],
  ["The command '/bin/sh -c npm ci' returned a non-zero code: 7", 'docker-failed', '/bin/sh -c npm ci failed with exit code 7.'],
  ['executor failed running [/bin/sh -c npm ci]: exit code: 7', 'docker-failed', '/bin/sh -c npm ci failed with exit code 7.'],
  ['failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 7', 'docker-failed', '/bin/sh -c npm ci failed with exit code 7.'],
  ['COPY failed: file not found in build context or excluded by .dockerignore: stat absent: file does not exist', 'file-not-found', 'The Dockerfile asks for a file that is not sent.'],
  ['failed to compute cache key: "/absent" not found: not found', 'file-not-found', 'The Dockerfile asks for a file that is not sent.'],
  ['failed to solve: failed to compute cache key: failed to calculate checksum of ref a::b: "/absent": not found', 'file-not-found', 'The Dockerfile asks for a file that is not sent.'],
  ['pull access denied for team/base, repository does not exist or may require \'docker login\': denied', 'registry-unauthorized', 'The base image team/base may not be pulled.'],
  ['failed to solve: unexpected status from HEAD request to https://r.example.com/v2/team/base/manifests/1: 401 Unauthorized', 'registry-unauthorized', 'The base image r.example.com/team/base:1 may not be pulled.'],
  ['manifest for r.example.com/team/base:9 not found: manifest unknown', 'image-not-found', 'The base image r.example.com/team/base:9 is not there.'],
  ['failed to solve: base:9: failed to resolve source metadata for docker.io/library/base:9: docker.io/library/base:9: not found', 'image-not-found', 'The base image docker.io/library/base:9 is not there.'],
  ['failed to solve with frontend dockerfile.v0: failed to create LLB definition: failed to do request: Head "https://registry-1.docker.io/v2/demo/absent/manifests/1": dial tcp: no such host', 'network', 'The base image docker.io/demo/absent:1 cannot be pulled: its registry cannot be reached.'],
  ['write /x: no space left on device', 'disk-full', 'The disk of Docker is full.'],
  ['something else', 'docker-failed', 'Docker could not build the image.'],
])('“%s” is %s: %s', (message, code, sentence) => {
  expect(buildError({ ...about, message, target: 'two' })).toMatchObject({ code, message: sentence, detail: `one\ntwo\n${message}` });
});

test('a step that failed is called as the output called it', () => {
  const failure = buildError({ ...about, message: 'executor failed running [/bin/sh -c npm ci]: exit code: 7', failedStep: '[3/7] RUN npm ci' });
  expect(failure.message).toBe('[3/7] RUN npm ci failed with exit code 7.');
});

test('what the engine refuses before it begins is classified too, a lost connection is left to others', () => {
  const refusal = Object.assign(new Error('(HTTP code 400) unexpected - dockerfile parse error line 1: unknown instruction: FETCH '), { statusCode: 400 });
  expect(buildRefused(refusal, { dockerfile: 'api.Dockerfile' })).toMatchObject({ code: 'file-malformed', message: 'Line 1 of api.Dockerfile cannot be read: unknown instruction: FETCH.' });
  const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  expect(buildRefused(lost, { dockerfile: 'Dockerfile' })).toBe(lost);
});
