import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors';
import { isArchive } from '../../electron/cli/arguments/image-or-file';
import { table } from '../../electron/cli/output/table';
import { sizeWords } from '../../electron/cli/output/words';
import { until } from '../support/until';
import { errorOf, profile, run } from './run-cli';

const introduce = (name: string) =>
  Promise.resolve({
    profile: name,
    accountId: '111111111111',
    arn: `arn:aws:iam::111111111111:user/${name}`,
    userId: 'U',
    partition: 'aws',
  });
const identities = { introduce };

test.each([
  ['an unknown command', ['dance']],
  ['an unknown option', ['repos', '--bogus']],
  ['a missing argument', ['push', 'image']],
  ['an argument too many', ['profiles', 'please']],
  ['no command', []],
  ['a port that is none', ['sandbox', '--port', '70000']],
])('%s is invalid input, as one JSON object, with exit status 1', async (_, line) => {
  const { status, stdout, stderr } = await run([...line, '--json']);
  expect(status).toBe(1);
  expect(errorOf(stdout).code).toBe('invalid-input');
  expect(stderr).toBe('');
});

test('says a wrong usage once, on standard error, without --json', async () => {
  const { stdout, stderr } = await run(['repos', '--bogus']);
  expect(stdout).toBe('');
  expect(stderr).toBe("berth: Unknown option '--bogus'.\nSee “berth --help”, or “berth COMMAND --help”.\n");
});

test('prints help and version on standard output and succeeds', async () => {
  expect(await run(['--version'])).toMatchObject({ status: 0, stdout: '1.2.3\n' });
  const help = await run(['images', '--help']);
  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toContain('--profile');
});

test('takes the global options before and after the command', async () => {
  const profiles = { profiles: [profile('a'), profile('b')] };
  for (const line of [
    ['--json', '--profile', 'b', 'whoami'],
    ['whoami', '--profile', 'b', '--json'],
  ]) {
    const { stdout } = await run(line, { profiles, services: { identities } });
    expect(JSON.parse(stdout)).toMatchObject({ profile: 'b', accountId: '111111111111' });
  }
});

test.each([
  ['--profile before AWS_PROFILE', ['--profile', 'c'], { AWS_PROFILE: 'b' }, 'c'],
  ['AWS_PROFILE', [], { AWS_PROFILE: 'b' }, 'b'],
  ['the default profile', [], {}, 'default'],
])('acts as %s', async (_, options, env, name) => {
  const profiles = { profiles: [profile('a'), profile('b'), profile('c'), profile('default')] };
  const { stdout } = await run(['whoami', '--json', ...options], {
    profiles,
    services: { identities },
    surroundings: { env },
  });
  expect(JSON.parse(stdout)).toMatchObject({ profile: name });
});

test('acts with the keys of the environment before the default profile', async () => {
  const around = profile('environment', { source: 'surroundings', kind: 'environment' });
  const services = { services: { identities }, profiles: { profiles: [profile('default'), around] } };
  expect(JSON.parse((await run(['whoami', '--json'], services)).stdout)).toMatchObject({ profile: 'environment' });
  expect(JSON.parse((await run(['whoami', '--json', '--profile', 'default'], services)).stdout)).toMatchObject({ profile: 'default' });
});

test('names file and line of an AWS file that hides the profile', async () => {
  const problem = {
    file: '/home/me/.aws/config',
    line: 7,
    message: 'This is no “key = value”.',
    hint: 'Correct the line.',
  };
  for (const command of ['whoami', 'profiles', 'repos', 'login']) {
    const { status, stdout } = await run([command, '--json'], {
      profiles: { profiles: [], problems: [problem] },
    });
    expect(status).toBe(1);
    expect(errorOf(stdout)).toEqual({
      code: 'aws-config-malformed',
      message: '/home/me/.aws/config, line 7: This is no “key = value”.',
      hint: 'Correct the line.',
    });
  }
});

test('lists the names to choose from when a profile does not exist', async () => {
  const { stdout } = await run(['whoami', '--profile', 'prod', '--json']);
  expect(errorOf(stdout)).toMatchObject({ code: 'profile-not-found', hint: 'Choose one of: dev.' });
});

test('closes the services after a failure too', async () => {
  const failing = {
    introduce: () => Promise.reject(new AppError('network', 'No way to AWS.', { hint: 'Look at the cable.' })),
  };
  const { status, stderr, closed } = await run(['whoami'], { services: { identities: failing } });
  expect(status).toBe(1);
  expect(stderr).toBe('berth: No way to AWS.\nLook at the cable.\n');
  expect(closed()).toBe(1);
});

test.each([
  ['commit', ['box', 'host:5000/Web:1']],
  ['push', ['image', 'https://host/web']],
  ['pull', ['host:5000/web:??']],
  ['copy', ['host:5000/web', 'host:5000/web@sha256:12']],
])('%s says what is wrong with a mistyped reference before it touches anything', async (command, args) => {
  const { status, stdout } = await run([command, ...args, '--json']);
  expect(status).toBe(1);
  expect(errorOf(stdout).code).toBe('invalid-reference');
});

test('refuses a region, a platform, a format, a label and a repository name that are none', async () => {
  for (const line of [
    ['repos', '--region', 'Mars'],
    ['pull', 'h:1/a:1', '--platform', 'amiga'],
    ['pull', 'h:1/a:1', '--format', 'oci-archive'],
    ['pull', 'h:1/a:1', '--output', 'x', '--format', 'zip'],
    ['push', 'a:1', 'h:1/a:1', '--image', 'b:1'],
    ['push', 'a:1', 'h:1/a:1', '--label', 'nothing'],
    ['images', 'Web'],
    ['repo', 'create', 'a'],
  ]) {
    expect(errorOf((await run([...line, '--json'])).stdout).code).toBe('invalid-input');
  }
});

test('puts no labels on an archive, which is pushed as it is', async () => {
  expect(errorOf((await run(['push', './app.tar', 'h:1/a:1', '--label', 'a=b', '--json'])).stdout).code).toBe('unsupported');
});

test('calls what ended after Ctrl+C cancelled', async () => {
  const aborter = new AbortController();
  const interrupted = {
    introduce: () => {
      aborter.abort();
      return Promise.reject(new DOMException('aborted', 'AbortError'));
    },
  };
  const { status, stdout } = await run(['whoami', '--json'], {
    services: { identities: interrupted },
    surroundings: { signal: aborter.signal },
  });
  expect(status).toBe(1);
  expect(errorOf(stdout).code).toBe('cancelled');
});

test('offers the grant that would let a refused pull through', async () => {
  const remedy = {
    kind: 'grant-pull' as const,
    host: 'h:1',
    repository: 'web',
    accountId: '222222222222',
    actions: [],
    ownerProfile: 'a',
    statement: '{}',
  };
  const refused = {
    client: () => Promise.reject(new AppError('access-denied', 'The policy lacks a statement.', { remedy })),
    credentials: () => Promise.resolve(undefined),
  };
  const { stderr } = await run(['pull', 'h:1/web:1', '--output', 'x.tar'], { services: { access: refused } });
  expect(stderr).toContain('berth repo grant-pull h:1/web --to 222222222222 --profile a');
});

test('describes the sandbox on one line, serves until it is told to end, then closes it', async () => {
  const aborter = new AbortController();
  const description = {
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-central-1',
    accounts: [],
    registries: [],
    profiles: [],
    configFile: 'c',
    credentialsFile: 'd',
  };
  let asked: unknown;
  let closed = false;
  const running = run(['sandbox', '--port', '4000', '--token-life', '60', '--empty'], {
    surroundings: {
      signal: aborter.signal,
      startSandbox: (options) => {
        asked = options;
        return Promise.resolve({ description, close: () => Promise.resolve(void (closed = true)) });
      },
    },
  });
  await until('the start of the sandbox', () => Promise.resolve(asked));
  expect(closed).toBe(false);
  aborter.abort();
  expect(await running).toMatchObject({ status: 0, stdout: `${JSON.stringify(description)}\n` });
  expect(asked).toEqual({ stateDir: 'sandbox', port: 4000, tokenLifeSeconds: 60, empty: true, conditions: {} });
  expect(closed).toBe(true);
});

test('aligns columns, and lets no name move the terminal’s cursor', () => {
  const rows = [
    { name: 'a\u001b[2J', size: '5 B' },
    { name: 'longer-name', size: '12 kB' },
  ];
  const columns = [
    { title: 'NAME', of: (row: (typeof rows)[0]) => row.name },
    { title: 'SIZE', of: (row: (typeof rows)[0]) => row.size, align: 'right' as const },
  ];
  expect(table(columns, rows)).toBe('NAME          SIZE\na?[2J          5 B\nlonger-name  12 kB\n');
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [12_345_678, '12.3 MB'],
  [999_950_000, '1.0 GB'],
])('writes %d bytes as %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});

test.each([
  ['./image', true],
  ['image.tar', true],
  ['x.tar.gz', true],
  ['alpine', false],
  ['team/web:1.0', false],
  ['package.json', true],
])('takes %s for a file: %s', async (text, expected) => {
  expect(await isArchive(text)).toBe(expected);
});
