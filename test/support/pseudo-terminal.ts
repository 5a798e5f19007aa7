import { spawn } from 'node:child_process';

export interface TerminalRun {
  program: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** What is typed when the screen shows the prompt; called anew for each time it is shown. */
  answer: { prompt: RegExp; with: () => string };
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Runs a program on a terminal of its own (util-linux `script`), with a person who answers its prompts. */
export function runOnTerminal({ program, args, env, answer }: TerminalRun): Promise<{ code: number; screen: string }> {
  return new Promise((resolve) => {
    const line = [program, ...args].map(quoted).join(' ');
    const child = spawn('script', ['-qefc', line, '/dev/null'], { env: { ...process.env, ...env, TERM: 'dumb' } });
    let screen = '';
    let seen = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      const shown = answer.prompt.exec(screen.slice(seen));
      if (shown === null) return;
      seen += shown.index + shown[0].length;
      child.stdin.write(`${answer.with()}\n`);
    });
    child.stderr.resume();
    child.once('close', (code) => resolve({ code: code ?? -1, screen }));
  });
}
