import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { commitChanges } from '../../electron/docker/commit-changes';
import { dockerError, dockerStreamError } from '../../electron/docker/docker-errors';
import { progressLines } from '../../electron/docker/docker-stream';
import { afterDockerLine, type DockerProgressLine, noDockerProgress } from '../../shared/docker/progress';

const about = { host: 'unix:///var/run/docker.sock', operation: 'push to host', image: 'host/app:v1', registry: { host: 'host', repository: 'app', reference: 'v1', action: 'push' as const } };
const after = (...lines: DockerProgressLine[]) => lines.reduce(afterDockerLine, noDockerProgress);

describe('Docker’s progress', () => {
  test('a push: layers wait, run, end, and the digest arrives', () => {
    const progress = after(
      { status: 'The push refers to repository [host/app]' },
      { status: 'Preparing', id: 'aaaaaaaaaaaa', progressDetail: {} },
      { status: 'Preparing', id: 'bbbbbbbbbbbb', progressDetail: {} },
      { status: 'Pushing', id: 'aaaaaaaaaaaa', progressDetail: { current: 50, total: 100 } },
      { status: 'Pushed', id: 'aaaaaaaaaaaa', progressDetail: {} },
      { status: 'Layer already exists', id: 'bbbbbbbbbbbb', progressDetail: {} },
      { status: `v1: digest: sha256:${'a'.repeat(64)} size: 5` },
    );
    expect(progress.digest).toBe(`sha256:${'a'.repeat(64)}`);
    expect(progress.parts).toEqual([
      { id: 'aaaaaaaaaaaa', label: 'aaaaaaaaaaaa', state: 'done', note: 'Pushed', doneBytes: 100, totalBytes: 100 },
      { id: 'bbbbbbbbbbbb', label: 'bbbbbbbbbbbb', state: 'skipped', note: 'Already there', doneBytes: 0, totalBytes: 0 },
    ]);
  });

  test('a pull: extracting does not set the bytes back, and the tag is no layer', () => {
    const progress = after(
      { status: 'Pulling from team/app', id: 'v1' },
      { status: 'Downloading', id: 'cccccccccccc', progressDetail: { current: 90, total: 90 } },
      { status: 'Extracting', id: 'cccccccccccc', progressDetail: { current: 1, total: 90 } },
    );
    expect(progress.parts).toHaveLength(1);
    expect(progress.parts[0]).toMatchObject({ state: 'running', note: 'Extracting', doneBytes: 90 });
  });

  test('an error in the stream is kept', () => {
    expect(after({ errorDetail: { message: 'denied: no' }, error: 'denied: no' }).error).toBe('denied: no');
  });

  test('lines cut anywhere, even inside a letter, are put together again; rubbish is left out', async () => {
    const bytes = Buffer.from('{"status":"Hölle"}\r\nrubbish\n[1]\n{"status":"last"}');
    const seen: (string | undefined)[] = [];
    for await (const line of progressLines(Readable.from([...bytes].map((byte) => Buffer.from([byte]))))) seen.push(line.status);
    expect(seen).toEqual(['Hölle', 'last']);
  });
});

describe('Docker’s errors', () => {
  test.each([
    ["name unknown: The repository with name 'app' does not exist in the registry with id '1'", 'repository-not-found'],
    ["tag invalid: The image tag 'v1' already exists in the 'app' repository and cannot be overwritten because the repository is immutable.", 'tag-immutable'],
    ['denied: User: arn is not authorized to perform: ecr:InitiateLayerUpload', 'access-denied'],
    ['denied: Your authorization token has expired. Reauthenticate and try again.', 'session-expired'],
    ['no basic auth credentials', 'registry-unauthorized'],
    ['toomanyrequests: Rate exceeded', 'throttled'],
    ['manifest unknown: Requested image not found', 'image-not-found'],
    ['write /var/lib/docker/x: no space left on device', 'disk-full'],
    ['Get "https://host/v2/": dial tcp: lookup host: no such host', 'network'],
    ['something else', 'docker-failed'],
  ])('“%s” is %s', (message, code) => {
    expect(dockerStreamError(message, about)).toMatchObject({ code, hint: expect.any(String) as string });
  });

  test.each([
    ['ENOENT', 'No Docker Engine is at unix:///var/run/docker.sock.'],
    ['EACCES', 'You may not use the Docker Engine at unix:///var/run/docker.sock.'],
    ['ECONNREFUSED', 'The Docker Engine at unix:///var/run/docker.sock is not running.'],
    ['ECONNRESET', 'Docker stopped before it could push to host.'],
  ])('%s is “%s”', (code, message) => {
    expect(dockerError(Object.assign(new Error('x'), { code }), about)).toMatchObject({ code: 'docker-unavailable', message });
  });

  test('without the right the next step is the docker group', () => {
    expect(dockerError(Object.assign(new Error('x'), { code: 'EACCES' }), about).hint).toContain('usermod -aG docker');
  });
});

describe('changes of a commit', () => {
  test('labels become quoted LABEL instructions after the changes', () => {
    expect(commitChanges({ changes: ['CMD ["/bin/sh"]', 'env A=1'], labels: { 'a.b': 'x "y" $Z \\' } })).toEqual(['CMD ["/bin/sh"]', 'env A=1', 'LABEL "a.b"="x \\"y\\" \\$Z \\\\"']);
  });

  test.each(['RUN rm -rf /', 'FROM scratch', 'CMD', 'ENV A=1\nUSER root'])('“%s” is refused', (change) => {
    expect(() => commitChanges({ changes: [change], labels: {} })).toThrow(expect.objectContaining({ code: 'invalid-input' }) as Error);
  });

  test('a label with a line break is refused', () => {
    expect(() => commitChanges({ changes: [], labels: { a: 'b\nUSER root' } })).toThrow(expect.objectContaining({ code: 'invalid-input' }) as Error);
  });
});
