import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { WireError } from '../../shared/errors';
import { SandboxDescription } from '../../shared/model/settings';
import { createBerthHome, type BerthHome } from '../support/berth-home';

/** The bundled command line. */
export const PROGRAM = fileURLToPath(new URL('../../dist/cli/berth.cjs', import.meta.url));

/** How a program ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Variables added to a run; an undefined one is taken away. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Runs a program to its end. */
export const run = (program: string, args: readonly string[], env: Env = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 16 * 1024 * 1024 };
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });

/** `berth ARGS` in an environment of the test's own, however it ends. */
export const runBerth = (args: readonly string[], env: Env): Promise<Ended> => run(process.execPath, [PROGRAM, ...args], env);

/** Runs a program that must succeed, and answers what it printed. */
export const output = async (program: string, args: readonly string[], env: Env = {}): Promise<string> => {
  const { code, stdout, stderr } = await run(program, args, env);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout.trim();
};

/** A sandbox that `berth sandbox` serves, as a child of the test. */
export interface SandboxProcess {
  readonly child: ChildProcess;
  readonly description: SandboxDescription;
  /** The registry of an account; in eu-central-1 unless told. */
  host(accountId: string, region?: string): string;
  /** Ends it with SIGTERM and answers its exit status. */
  stop(): Promise<number | null>;
}

/** Starts `berth sandbox` and waits for the line that describes it. Rejects with what it said when it ends instead. */
export async function startSandboxProcess(stateDir: string, flags: readonly string[] = []): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [PROGRAM, 'sandbox', '--state', stateDir, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const first = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const line = await Promise.race([first, ended.then(() => Promise.reject(new Error(said)))]);
  const description = SandboxDescription.parse(JSON.parse(line[0]));
  return {
    child,
    description,
    host: (accountId, region = 'eu-central-1') => {
      const found = description.registries.find((one) => one.accountId === accountId && one.region === region);
      if (found === undefined) throw new Error(`The sandbox has no registry of ${accountId} in ${region}.`);
      return found.host;
    },
    stop: async () => {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}

/** A person at a terminal: a home of their own, and the sandbox's AWS files in the environment. */
export class Terminal {
  readonly home: BerthHome;
  readonly #env: Env;

  private constructor(home: BerthHome, env: Env) {
    this.home = home;
    this.#env = env;
  }

  static async open({ configFile, credentialsFile }: Pick<SandboxDescription, 'configFile' | 'credentialsFile'>): Promise<Terminal> {
    const home = await createBerthHome();
    return new Terminal(home, { ...home.env, AWS_CONFIG_FILE: configFile, AWS_SHARED_CREDENTIALS_FILE: credentialsFile });
  }

  get configJson(): string {
    return join(this.home.docker, 'config.json');
  }

  /** `berth ARGS`, however it ends. */
  berth(args: readonly string[], env: Env = {}): Promise<Ended> {
    return run(process.execPath, [PROGRAM, ...args], { ...this.#env, ...env });
  }

  /** `berth ARGS` as a person reads it; it must succeed and say nothing on standard error. */
  async words(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.berth(args);
    if (code !== 0 || stderr !== '') throw new Error(`berth ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  }

  /** `berth ARGS --json` as a script reads it: one JSON value of this shape and nothing else. */
  async json<T>(shape: z.ZodType<T>, ...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.berth([...args, '--json']);
    if (code !== 0 || stderr !== '') throw new Error(`berth ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
    return shape.parse(JSON.parse(stdout));
  }

  /** The error of `berth ARGS --json`, which must fail with exit status 1 and print it alone. */
  async error(args: readonly string[], env: Env = {}): Promise<WireError> {
    const { code, stdout, stderr } = await this.berth([...args, '--json'], env);
    if (code !== 1 || stderr !== '') throw new Error(`berth ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
    return z.strictObject({ error: WireError }).parse(JSON.parse(stdout)).error;
  }

  /** Digest of the manifest behind a reference as skopeo reads it, with the sign-in that Berth gave Docker. */
  async digestOf(reference: string): Promise<string> {
    const args = ['inspect', '--raw', '--tls-verify=false', '--authfile', this.configJson, `docker://${reference}`];
    const { code, stdout, stderr } = await run('skopeo', args);
    if (code !== 0) throw new Error(stderr);
    return `sha256:${createHash('sha256').update(stdout).digest('hex')}`;
  }
}
