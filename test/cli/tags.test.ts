import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors';
import type { PreflightReport } from '../../shared/model/moving/preflight';
import type { RunImage } from '../../shared/model/moving/run';
import type { ComposeIndex, RemoveTag, SetTag } from '../../shared/model/moving/tags';
import { errorOf, run } from './run-cli';

const digest = `sha256:${'a'.repeat(64)}`;
const before = `sha256:${'b'.repeat(64)}`;
const repository = { profile: 'dev', region: 'eu-central-1', name: 'team/app' };

/** A tag service that writes down what it was asked. */
const noting = () => {
  const asked: { set?: SetTag; remove?: RemoveTag; index?: ComposeIndex } = {};
  const tags = {
    set: async (input: SetTag) => ((asked.set = input), { previousDigest: before }),
    remove: async (input: RemoveTag) => ((asked.remove = input), { previousDigest: digest }),
    composeIndex: async (input: ComposeIndex) => ((asked.index = input), { digest }),
  };
  return { asked, services: { tags } };
};

test('tag add asks for no move, tag move does, and both tell the digest that had the tag', async () => {
  const { asked, services } = noting();
  const { stdout } = await run(['tag', 'add', `team/app@${digest}`, 'stable', '--json'], { services });
  expect(JSON.parse(stdout)).toEqual({ digest, previousDigest: before });
  expect(asked.set).toEqual({ repository, digest, tag: 'stable', move: false });
  const moved = await run(['tag', 'move', `team/app@${digest}`, 'stable'], { services });
  expect(moved.stdout).toBe('team/app:stable is sha256:aaaaaaaaaaaa (before: sha256:bbbbbbbbbbbb).\n');
  expect(asked.set?.move).toBe(true);
});

test('tag remove takes the image along only when told', async () => {
  const { asked, services } = noting();
  await run(['tag', 'remove', 'team/app:v1'], { services });
  expect(asked.remove).toEqual({ repository, tag: 'v1', deleteImage: false });
  await run(['tag', 'remove', 'team/app:v1', '--delete-image'], { services });
  expect(asked.remove?.deleteImage).toBe(true);
  expect(errorOf((await run(['tag', 'remove', `team/app@${digest}`, '--json'], { services })).stdout).code).toBe('invalid-input');
});

test.each(['team/app', 'team/app:', 'team/app:-x', 'team/app@sha256:abc'])('%s names no image', async (text) => {
  const { stdout, status } = await run(['tag', 'add', text, 'stable', '--json'], noting());
  expect(status).toBe(1);
  expect(errorOf(stdout).code).toBe('invalid-input');
});

test('index create takes images with or without a platform, and annotations', async () => {
  const { asked, services } = noting();
  const line = ['index', 'create', 'team/app:multi', '--image', 'amd', '--image', `${digest}=linux/arm64`, '--annotation', 'a=b=c', '--json'];
  expect(JSON.parse((await run(line, { services })).stdout)).toEqual({ digest });
  expect(asked.index).toEqual({ repository, tag: 'multi', children: [{ image: 'amd' }, { image: digest, platform: 'linux/arm64' }], annotations: { a: 'b=c' }, move: false });
});

test('run passes ports, variables and the command behind “--”', async () => {
  let asked: RunImage | undefined;
  const runImages = { start: async (input: RunImage) => ((asked = input), { containerId: 'c1', name: 'web', ports: [{ container: 80, host: 8080, protocol: 'tcp' as const }] }) };
  const line = ['run', 'team/web:1', '--name', 'web', '-p', '8080:80', '-p', '5353:53/udp', '-e', 'A=b=c', '-e', 'TOKEN', '--rm', '--', 'sh', '-c', 'ls --json'];
  const { stdout } = await run(line, { services: { runImages }, surroundings: { env: { TOKEN: 'secret' } } });
  expect(stdout).toBe('web\n127.0.0.1:8080 → 80/tcp\n');
  expect(asked).toEqual({
    image: 'team/web:1', name: 'web', everywhere: false, remove: true, env: { A: 'b=c', TOKEN: 'secret' }, command: ['sh', '-c', 'ls --json'],
    ports: [{ host: 8080, container: 80, protocol: 'tcp' }, { host: 5353, container: 53, protocol: 'udp' }],
  });
  for (const port of ['eighty', '1:2:3', '70000:80', '80:0']) expect(errorOf((await run(['run', 'web', '-p', port, '--json'], { services: { runImages } })).stdout).code).toBe('invalid-input');
});

test('preflight prints the findings with the command of a remedy, and ends with 1 when a push would fail', async () => {
  const report: PreflightReport = {
    reference: 'host.example/team/app:v1', canCreate: true,
    findings: [
      { subject: 'repository', level: 'stop', message: 'It does not exist.', hint: 'Create it.', remedy: { kind: 'create-repository', profile: 'dev', region: 'eu-central-1', repository: 'team/app' } },
      { subject: 'tag', level: 'good', message: 'The tag is free.' },
    ],
  };
  const preflight = { check: async () => report };
  expect(await run(['preflight', report.reference], { services: { preflight } })).toMatchObject({
    status: 1, stderr: '', stdout: '✗ It does not exist.\n  Create it.\n  berth repo create team/app --profile dev --region eu-central-1\n✓ The tag is free.\n',
  });
  const fine = { check: async () => ({ ...report, findings: report.findings.slice(1) }) };
  const { status, stdout } = await run(['preflight', report.reference, '--json'], { services: { preflight: fine } });
  expect({ status, report: JSON.parse(stdout) as unknown }).toEqual({ status: 0, report: { ...report, findings: report.findings.slice(1) } });
  const failing = { check: () => Promise.reject(new AppError('invalid-reference', 'No reference.')) };
  expect((await run(['preflight', 'x', '--json'], { services: { preflight: failing } })).status).toBe(1);
});
