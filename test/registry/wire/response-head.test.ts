import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseResponseHead } from '../../../electron/registry/wire/response-head';

const head = (...lines: string[]): string => lines.join('\r\n');

test('reads status, headers without their padding, and the length', () => {
  expect(parseResponseHead(head('HTTP/1.1 200 OK', 'Content-Length:  12 ', 'X-A: b'), 'GET')).toEqual({
    status: 200,
    headers: { 'content-length': '12', 'x-a': 'b' },
    framing: { kind: 'length', length: 12 },
    keepAlive: true,
  });
});

describe('where the body ends', () => {
  test.each<[string, string, string[], object]>([
    ['an answer to HEAD has none, whatever it says', 'HEAD', ['HTTP/1.1 200 OK', 'content-length: 12'], { kind: 'length', length: 0 }],
    ['204 has none', 'PUT', ['HTTP/1.1 204 No Content', 'content-length: 12'], { kind: 'length', length: 0 }],
    ['chunked', 'GET', ['HTTP/1.1 200 OK', 'Transfer-Encoding: Chunked'], { kind: 'chunked' }],
    ['without a length the connection ends it', 'GET', ['HTTP/1.1 200 OK'], { kind: 'until-close' }],
    ['a length said twice alike is one', 'GET', ['HTTP/1.1 200 OK', 'content-length: 5', 'content-length: 5'], { kind: 'length', length: 5 }],
  ])('%s', (_what, method, lines, framing) => {
    expect(parseResponseHead(head(...lines), method)).toMatchObject({ framing });
  });
});

test.each([
  ['HTTP/1.0 without keep-alive', ['HTTP/1.0 200 OK', 'content-length: 0'], false],
  ['HTTP/1.0 with keep-alive', ['HTTP/1.0 200 OK', 'connection: keep-alive', 'content-length: 0'], true],
  ['HTTP/1.1 that says close', ['HTTP/1.1 200 OK', 'Connection: foo, Close', 'content-length: 0'], false],
  ['a body that the connection ends', ['HTTP/1.1 200 OK'], false],
])('%s: the connection serves again = %s', (_what, lines, keepAlive) => {
  expect(parseResponseHead(head(...lines), 'GET')).toMatchObject({ keepAlive });
});

test.each([
  ['another protocol', ['SSH-2.0-OpenSSH_9.2'], 'its first line is not HTTP/1.1'],
  ['HTTP/2 in clear', ['HTTP/2 200'], 'its first line is not HTTP/1.1'],
  ['a header without a colon', ['HTTP/1.1 200 OK', 'nonsense'], 'a header is malformed'],
  ['a folded header', ['HTTP/1.1 200 OK', 'a: b', ' c'], 'a header is malformed'],
  ['a name with a space', ['HTTP/1.1 200 OK', 'content length: 1'], 'a header is malformed'],
  ['a length and chunks', ['HTTP/1.1 200 OK', 'content-length: 1', 'transfer-encoding: chunked'], 'it has two lengths'],
  ['two different lengths', ['HTTP/1.1 200 OK', 'content-length: 1', 'content-length: 2'], 'its length is malformed'],
  ['a negative length', ['HTTP/1.1 200 OK', 'content-length: -1'], 'its length is malformed'],
  ['an unknown coding', ['HTTP/1.1 200 OK', 'transfer-encoding: gzip, chunked'], 'its transfer coding is not known'],
  ['thousands of headers', ['HTTP/1.1 200 OK', ...Array.from({ length: 300 }, (_, n) => `a${n}: b`)], 'it has too many headers'],
])('refuses %s', (_what, lines, fault) => {
  expect(parseResponseHead(head(...lines), 'GET')).toBe(fault);
});

test('whatever a server says is read or refused, never thrown at', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void parseResponseHead(`HTTP/1.1 200 OK\r\n${text}`, 'GET')), { numRuns: 2000 });
});
