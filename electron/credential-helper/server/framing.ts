/**
 * What `docker-credential-berth` and the running Berth say to each other over a local socket; one request a connection.
 *
 *   Berth:     `BERTH1\n`              at once, so that the caller knows that somebody is there
 *   caller:    `VERB LENGTH\n` BYTES   the helper's argument, then its standard input of LENGTH bytes
 *   Berth:     `STATUS LENGTH\n` BYTES the helper's exit status, then its standard output; Berth closes
 *
 * Lengths are decimal, without sign or leading zeros. A line has at most 40 bytes. Whatever else comes closes the connection
 * without an answer, and the caller helps itself. `build/launcher/docker-credential-berth.c` is the other side.
 */
import { INPUT_LIMIT } from '../protocol';

export const GREETING = 'BERTH1\n';
const LINE_LIMIT = 40;

export interface HelperRequest {
  verb: string;
  input: string;
}

/** A whole request; `undefined` while bytes are missing. @throws Error for what will never become one. */
export function requestIn(bytes: Buffer): HelperRequest | undefined {
  const end = bytes.subarray(0, LINE_LIMIT).indexOf('\n');
  if (end < 0) {
    if (bytes.length >= LINE_LIMIT) throw new Error('The first line of a request is too long.');
    return undefined;
  }
  const match = /^([a-z]{1,16}) (0|[1-9]\d{0,6})$/.exec(bytes.toString('latin1', 0, end));
  const length = Number(match?.[2]);
  if (match === null || length > INPUT_LIMIT) throw new Error('That is no request.');
  const input = bytes.subarray(end + 1);
  if (input.length > length) throw new Error('A request is longer than it says.');
  return input.length < length ? undefined : { verb: match[1] as string, input: input.toString('utf8') };
}

/** An answer as it goes over the wire. */
export function answerBytes({ code, output }: { code: number; output: string }): Buffer {
  const body = Buffer.from(output, 'utf8');
  return Buffer.concat([Buffer.from(`${code} ${body.length}\n`, 'latin1'), body]);
}
