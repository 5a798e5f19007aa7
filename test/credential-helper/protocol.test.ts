import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerHelper } from '../../electron/credential-helper/protocol';
import { AppError } from '../../shared/errors';
import { repetitions } from '../support/long-form';
import { MemoryKeeper } from './memory-keeper';

const HOST = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const LOGIN = { serverUrl: HOST, username: 'AWS', secret: 'geheim ✓ 密码' };

async function keeperWith(host = HOST): Promise<MemoryKeeper> {
  const keeper = new MemoryKeeper();
  await keeper.store(host, { ...LOGIN, serverUrl: host });
  return keeper;
}

describe('get', () => {
  test.each([HOST, `${HOST}\n`, `https://${HOST}`, `https://${HOST}/`, `http://${HOST}/v2/shop/api\r\n`, ` ${HOST.toUpperCase()} `, `user:pass@${HOST}`])('finds the host in %j and repeats what it was asked', async (asked) => {
    const { code, output } = await answerHelper('get', asked, await keeperWith());
    expect(code).toBe(0);
    expect(JSON.parse(output)).toEqual({ ServerURL: asked.trim(), Username: 'AWS', Secret: LOGIN.secret });
  });

  test.each(['localhost:5000', '[::1]:5000', '[2001:db8::1]', '127.0.0.1:39041', 'bücher.example'])('tells %s apart from its neighbours', async (host) => {
    const keeper = await keeperWith(host);
    expect((await answerHelper('get', `http://${host}/v2/\n`, keeper)).code).toBe(0);
    expect((await answerHelper('get', 'localhost:5001', keeper)).code).toBe(1);
  });

  test('says a miss in the very words that Docker knows', async () => {
    expect(await answerHelper('get', 'ghcr.io', new MemoryKeeper())).toEqual({ code: 1, output: 'credentials not found in native keychain\n' });
    expect(await answerHelper('get', 'https://###', new MemoryKeeper())).toEqual({ code: 1, output: 'credentials not found in native keychain\n' });
  });

  test('tells the true cause of a failure in one line, and nothing of an unknown one', async () => {
    const keeper = await keeperWith();
    const failing = (thrown: unknown) => Object.assign(keeper, { get: () => Promise.reject(thrown as Error) });
    const ended = new AppError('session-expired', 'The session of profile dev has ended.', { hint: 'Sign in\nagain.' });
    expect(await answerHelper('get', HOST, failing(ended))).toEqual({ code: 1, output: 'The session of profile dev has ended. Sign in again.\n' });
    expect((await answerHelper('get', HOST, failing(new Error('geheim')))).output).not.toContain('geheim');
  });
});

describe('store', () => {
  test('keeps unicode as it is', async () => {
    const keeper = new MemoryKeeper();
    const input = JSON.stringify({ ServerURL: 'https://index.docker.io/v1/', Username: 'Zoë', Secret: 'パスワード' });
    expect(await answerHelper('store', input, keeper)).toEqual({ code: 0, output: '' });
    expect(keeper.kept.get('index.docker.io')).toEqual({ serverUrl: 'https://index.docker.io/v1/', username: 'Zoë', secret: 'パスワード' });
  });

  test.each([
    [{ Username: 'u', Secret: 's' }, 'no credentials server URL'],
    [{ ServerURL: ' ', Username: 'u', Secret: 's' }, 'no credentials server URL'],
    [{ ServerURL: 'a.example', Secret: 's' }, 'no credentials username'],
  ])('of %j says “%s”', async (input, words) => {
    expect(await answerHelper('store', JSON.stringify(input), new MemoryKeeper())).toEqual({ code: 1, output: `${words}\n` });
  });

  test.each(['{"Secret": "geheim"', '[]', 'null', '{"ServerURL": 1}', 'geheim'])('of %s fails without repeating it', async (input) => {
    const { code, output } = await answerHelper('store', input, new MemoryKeeper());
    expect(code).toBe(1);
    expect(output).not.toContain('geheim');
  });
});

test('erase forgets, and what is not there is no error', async () => {
  const keeper = await keeperWith();
  expect(await answerHelper('erase', `${HOST}\n`, keeper)).toEqual({ code: 0, output: '' });
  expect(await answerHelper('erase', HOST, keeper)).toEqual({ code: 0, output: '' });
  expect(keeper.kept.size).toBe(0);
  expect(await answerHelper('erase', '\n', keeper)).toEqual({ code: 1, output: 'no credentials server URL\n' });
  expect(await answerHelper('get', '', keeper)).toEqual({ code: 1, output: 'no credentials server URL\n' });
});

test('list names users by server URL; version names the program', async () => {
  expect(JSON.parse((await answerHelper('list', '', await keeperWith())).output)).toEqual({ [HOST]: 'AWS' });
  expect((await answerHelper('version', '', new MemoryKeeper())).output).toBe('docker-credential-berth (Berth) 1.2.3\n');
});

test('another verb is refused, none is told the usage', async () => {
  expect(await answerHelper('steal', '', new MemoryKeeper())).toEqual({ code: 1, output: 'Unknown credential action `steal`\n' });
  expect((await answerHelper(undefined, '', new MemoryKeeper())).output).toBe('Usage: docker-credential-berth <store|get|erase|list|version>\n');
});

test(`${repetitions({ short: 10_000, long: 100_000 })} inputs of any kind: always an answer, and a secret is never in a failure`, async () => {
  const SECRET = 'S3CR3T-S3CR3T';
  const url = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webUrl(), fc.domain(), fc.ipV6(), fc.tuple(fc.domain(), fc.nat(70_000)).map(([host, port]) => `${host}:${port}`));
  const credentials = fc
    .record({ ServerURL: fc.oneof(url, fc.anything()), Username: fc.oneof(fc.string(), fc.anything()), Secret: fc.constant(SECRET) }, { requiredKeys: ['Secret'] })
    .map((value) => JSON.stringify(value));
  const broken = fc.tuple(credentials, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
  const verb = fc.oneof(fc.constantFrom('get', 'store', 'erase', 'list', 'version'), fc.string());
  const keeper = new MemoryKeeper();
  await fc.assert(
    fc.asyncProperty(verb, fc.oneof(url, credentials, broken), async (asked, input) => {
      const { code, output } = await answerHelper(asked, input, keeper);
      expect([0, 1]).toContain(code);
      if (code === 1) expect(output).not.toContain(SECRET);
      if (code === 1) expect(output.trim()).not.toBe('');
      if (code === 0 && output !== '' && asked !== 'version') expect(typeof JSON.parse(output)).toBe('object');
    }),
    { numRuns: repetitions({ short: 10_000, long: 100_000 }) },
  );
});
