import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Terminal } from './terminal-questions';

/** The terminal of this process, when there is one: prompts go to standard error, so that a result can still be piped. */
export function processTerminal({ stdin, stderr }: { stdin: ReadStream; stderr: WriteStream }): Terminal | undefined {
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return { ask: (prompt, { hidden }) => ask({ stdin, stderr, prompt, hidden }) };
}

function ask({ stdin, stderr, prompt, hidden }: { stdin: ReadStream; stderr: WriteStream; prompt: string; hidden: boolean }): Promise<string | undefined> {
  return new Promise((resolve) => {
    // What readline writes besides the prompt is the echo of what is typed.
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    stderr.write(prompt);
    const lines = createInterface({ input: stdin, output: hidden ? silent : stderr, terminal: true });
    let answer: string | undefined;
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    // Ctrl+C, which readline takes for itself, and Ctrl+D.
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      if (hidden || answer === undefined) stderr.write('\n');
      resolve(answer);
    });
  });
}
