import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { credentialProcessLine } from '../../../electron/profiles/import/credential-process-line';
import { withoutPlainTextKey } from '../../../electron/profiles/import/plain-text-key';
import { repetitions } from '../../support/long-form';

const name = 'dev';
const credentials = { name, isConfig: false, file: 'credentials' };

describe('cutting a plain-text key out of an AWS file', () => {
  test('takes its lines and leaves comments, order, spacing and other profiles', () => {
    const text = '\u00EF\u00BB\u00BF# mine\r\n[dev]\r\naws_access_key_id=AKIA\r\n  # inside\r\nregion = x ; why\r\nAWS_Secret_Access_Key = S # c\r\n\r\n[other]\naws_access_key_id=B\naws_secret_access_key=C';
    expect(withoutPlainTextKey(text, credentials)).toBe('\u00EF\u00BB\u00BF# mine\r\n[dev]\r\n  # inside\r\nregion = x ; why\r\n\r\n[other]\naws_access_key_id=B\naws_secret_access_key=C');
  });

  test('puts a line in the place of the first, with its line ending', () => {
    const put = { ...credentials, replacement: 'credential_process = berth' };
    expect(withoutPlainTextKey('[dev]\r\naws_access_key_id=A\r\naws_secret_access_key=S\r\nx=1\r\n', put)).toBe('[dev]\r\ncredential_process = berth\r\nx=1\r\n');
    expect(withoutPlainTextKey('[dev]\naws_access_key_id=A\naws_secret_access_key=S', put)).toBe('[dev]\ncredential_process = berth\n');
  });

  test('knows how a section is called in each of the two files', () => {
    const key = 'aws_access_key_id=A\n';
    expect(withoutPlainTextKey(`[dev]\n${key}[profile dev]\n${key}[ profile  "dev" ]\n${key}`, { ...credentials, isConfig: true })).toBe(`[dev]\n${key}[profile dev]\n[ profile  "dev" ]\n`);
    expect(withoutPlainTextKey(`[default]\n${key}`, { ...credentials, name: 'default', isConfig: true })).toBe('[default]\n');
  });

  test('refuses a key that goes on in an indented line, and says where', () => {
    expect(() => withoutPlainTextKey('[dev]\naws_secret_access_key =\n  SECRET\n', credentials)).toThrow(/^credentials, line 3: the key goes on/);
  });

  test('changes the intended lines alone, in any file', () => {
    const ending = fc.constantFrom('\n', '\r\n', '\r');
    const intended = fc.constantFrom('aws_access_key_id = AKIA', 'aws_secret_access_key=abc/def', 'AWS_SECRET_ACCESS_KEY  =  x # note');
    const other = fc.oneof(
      fc.constantFrom('', '# aws_secret_access_key = old', '; note', 'region = eu-west-1', 'output=json', 's3 =', 'aws_session_name = 1', 'not a line', '=', 'aws_secret_access_key_id = y'),
      fc.stringMatching(/^[a-z_]{1,12} = [\u0080-\u00ff -~]{0,20}$/).filter((line) => !/^aws_/.test(line)),
    );
    const block = fc.tuple(fc.constantFrom('dev', 'other', 'default', 'dev2', 'profile other'), fc.array(fc.oneof(other, intended), { maxLength: 8 }));
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), ending, fc.boolean(), (blocks, end, ended) => {
        const lines = blocks.flatMap(([title, body]) => [{ line: `[${title}]`, goes: false }, ...body.map((line) => ({ line, goes: title === name && /^aws_(access_key_id|secret_access_key) *=/i.test(line) }))]);
        const join = (all: typeof lines): string => all.map(({ line }) => line + end).join('');
        const text = join(lines) + (ended ? '' : '# end');
        expect(withoutPlainTextKey(text, credentials)).toBe(join(lines.filter(({ goes }) => !goes)) + (ended ? '' : '# end'));
      }),
      { numRuns: repetitions({ short: 1_000, long: 20_000 }) },
    );
  });
});

describe('the line that asks Berth', () => {
  test('quotes what has spaces, and writes UTF-8', () => {
    expect(credentialProcessLine(['/opt/berth/berth'], 'a/b')).toBe('credential_process = /opt/berth/berth credential-process --profile a/b');
    expect(credentialProcessLine(['/Applications/My Berth.app/berth'], 'dev')).toBe('credential_process = "/Applications/My Berth.app/berth" credential-process --profile dev');
    expect(Buffer.from(credentialProcessLine(['/home/jürgen/berth'], 'dev'), 'latin1').toString('utf8')).toContain('"/home/jürgen/berth"');
  });
  test.each([undefined, [], ['/a"b'], ['/a$HOME'], ['/a #b'], ['/a\nb'], ['/a\\b']])('refuses %j', (command) => {
    expect(() => credentialProcessLine(command, 'dev')).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});
