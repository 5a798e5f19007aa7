import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { root, SetUpError } from './project.mjs';

/**
 * Runs a program to its end and answers its exit code and, unless inherited, what it printed.
 * A program that is not there answers code 127; a time-out (milliseconds) kills it and answers 124.
 */
export const run = (command, args, { env = process.env, cwd = root, stdio = 'pipe', timeout } = {}) =>
  new Promise((resolve) => {
    const output = [];
    const child = spawn(command, args, { cwd, env, stdio: stdio === 'pipe' ? ['ignore', 'pipe', 'pipe'] : stdio });
    let late = false;
    const timer = timeout && setTimeout(() => ((late = true), child.kill('SIGKILL')), timeout);
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    const end = (code) => {
      clearTimeout(timer);
      resolve({ code: late ? 124 : code, output: Buffer.concat(output).toString() });
    };
    child.on('error', () => end(127));
    child.on('close', (code, signal) => end(code ?? (signal ? 128 : 1)));
  });

/** As `run`, but a failure is a SetUpError that ends with the last lines the program printed. */
export const mustRun = async (what, command, args, options) => {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  const lines = stripVTControlCharacters(output).trim().split('\n').filter((line) => !/^\s+at /.test(line));
  const tail = lines.slice(-25).join('\n');
  throw new SetUpError(`${what} failed (${command} ended with ${code}).${tail ? `\n${tail}` : ''}`);
};

/** Gives the terminal to a program: inherited streams, signals passed on, its exit code becomes ours. */
export const become = (command, args, { env = process.env, cwd = root } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const pass = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, pass);
    const end = (code) => {
      for (const signal of signals) process.off(signal, pass);
      process.exitCode = code;
      resolve(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`berth: ${command} could not be started: ${error.message}\n`);
      end(127);
    });
    child.on('exit', (code, signal) => end(code ?? 128 + ({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }[signal] ?? 9)));
  });
