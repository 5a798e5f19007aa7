import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inspectPath } from '../../electron/transfer/inspect-path';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'berth-inspect-')), 'app');
  await mkdir(folder);
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));
const put = (name: string, text = ''): Promise<void> => writeFile(join(folder, name), text);

test('a folder with Dockerfiles is one to build, the usual one first', async () => {
  await put('Dockerfile', 'ARG A=1\nFROM x AS one\nFROM one AS two\n');
  for (const name of ['api.Dockerfile', 'Dockerfile.dev', 'Dockerfile.dockerignore', 'Dockerfile.md', 'README.md', 'Containerfile']) await put(name);
  await mkdir(join(folder, 'Dockerfile.d'));
  expect(await inspectPath(folder)).toEqual({
    kind: 'build',
    path: folder,
    name: 'app',
    dockerfiles: ['Dockerfile', 'Containerfile', 'Dockerfile.dev', 'api.Dockerfile'],
    targets: ['one', 'two'],
    args: [{ name: 'A', default: '1' }],
  });
});

test('a Dockerfile stands for its folder', async () => {
  await put('Dockerfile', 'FROM x\n');
  await put('api.Dockerfile', 'FROM x AS api\n');
  expect(await inspectPath(join(folder, 'api.Dockerfile'))).toMatchObject({ kind: 'build', path: folder, dockerfiles: ['api.Dockerfile', 'Dockerfile'], targets: ['api'] });
});

test('an OCI layout is an archive, also when a Dockerfile lies in it', async () => {
  await put('oci-layout', '{"imageLayoutVersion":"1.0.0"}');
  await put('index.json', '{"schemaVersion":2,"manifests":[]}');
  await put('Dockerfile', 'FROM x\n');
  const kind = await inspectPath(folder).then((found) => found.kind, (thrown: unknown) => thrown);
  // Without an image it is refused, but as an archive.
  expect(kind).toMatchObject({ code: 'file-malformed' });
});

test('a Dockerfile that is a pipe, or no text of this size, does not hold anything up', async () => {
  await promisify(execFile)('mkfifo', [join(folder, 'Dockerfile')]);
  await expect(inspectPath(folder)).rejects.toMatchObject({ code: 'file-malformed', message: 'Dockerfile is no file.' });
  await rm(join(folder, 'Dockerfile'));
  await put('Dockerfile', ' '.repeat(5_000_000));
  await expect(inspectPath(folder)).rejects.toMatchObject({ code: 'file-malformed' });
});

test('anything else is refused with what is accepted', async () => {
  await put('notes.txt', 'no image');
  for (const path of [folder, join(folder, 'notes.txt')]) {
    await expect(inspectPath(path)).rejects.toMatchObject({ code: 'unsupported', hint: expect.stringMatching(/docker save.*OCI layout.*Dockerfile/) as string });
  }
  await expect(inspectPath(join(folder, 'absent'))).rejects.toMatchObject({ code: 'file-not-found' });
});
