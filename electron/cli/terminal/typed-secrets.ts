import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { AppError } from '../../../shared/errors';
import type { Terminal } from './terminal-questions';

/** Secrets that a person types or pipes into a command: never an argument, never a variable of the environment. */
export interface TypedSecrets {
  /** Typed without an echo; without a terminal, the first line of standard input. @throws AppError `cancelled`, `invalid-input`. */
  secret(prompt: string): Promise<string>;
  /** Whether a person is there to be asked. */
  atTerminal: boolean;
  /** The first line of an open file descriptor. @throws AppError `invalid-input`. */
  lineOf(fd: number): Promise<string>;
}

/** More than any secret, and no more than a person's patience. */
const MOST_BYTES = 65_536;

export function typedSecrets({ terminal, stdin }: { terminal: Terminal | undefined; stdin: Readable }): TypedSecrets {
  return {
    atTerminal: terminal !== undefined,
    secret: async (prompt) => {
      if (terminal === undefined) return firstLine(stdin, 'standard input');
      const answer = await terminal.ask(prompt, { hidden: true });
      if (answer === undefined) throw new AppError('cancelled', 'Nothing was typed.', { hint: 'Run the command again when you have it at hand.' });
      return answer;
    },
    lineOf: (fd) => firstLine(fd === 0 ? stdin : createReadStream('', { fd, autoClose: false }), `file descriptor ${fd}`),
  };
}

async function firstLine(from: Readable, name: string): Promise<string> {
  let bytes = Buffer.alloc(0);
  try {
    for await (const chunk of from) {
      bytes = Buffer.concat([bytes, Buffer.from(chunk as Uint8Array)]);
      if (bytes.includes(10) || bytes.length > MOST_BYTES) break;
    }
  } catch (cause) {
    throw new AppError('invalid-input', `Nothing can be read from ${name}.`, { hint: 'Open it for the command, as in “--passphrase-fd 3 3< FILE”.', cause });
  }
  const [line = ''] = bytes.toString('utf8').split(/\r?\n/);
  if (line !== '' && bytes.length <= MOST_BYTES) return line;
  throw new AppError('invalid-input', `There is no secret in the first line of ${name}.`, { hint: 'Pipe it in, or run the command in a terminal and type it.' });
}
