import type { Command } from 'commander';
import { Output } from './output/output';
import type { ScopeOptions } from './arguments/scope';
import { AppError } from '../../shared/errors';
import type { CliServices, CliSurroundings } from './services';
import { saySignInPages } from './sign-in-pages';
import type { TypedSecrets } from './terminal/typed-secrets';

/** What the work of a command receives. */
export interface CommandRun<O> {
  options: O & ScopeOptions;
  env: CliSurroundings['env'];
  out: Output;
  services: CliServices;
  signal: AbortSignal;
  /** Secrets that the person types or pipes in. */
  typed: TypedSecrets;
  /** What came with `--passphrase-fd`; `undefined` without it. */
  readonly passphrase: () => Promise<string | undefined>;
}

/** Makes the action of a command: opens the services, runs the work, closes them whatever happens. */
export type Action = <A extends (string | string[] | undefined)[], O = object>(
  work: (run: CommandRun<O>, ...args: A) => Promise<void>,
) => (...given: [...A, object, Command]) => Promise<void>;

export function actionIn(surroundings: CliSurroundings): Action {
  return <A extends (string | string[] | undefined)[], O>(work: (run: CommandRun<O>, ...args: A) => Promise<void>) =>
    async (...given: [...A, object, Command]) => {
      // Commander passes the arguments, then the options, then the command.
      const command = given.at(-1) as Command;
      const args = given.slice(0, -2) as A;
      const options = command.optsWithGlobals<O & ScopeOptions & { json?: boolean; passphraseFd?: string }>();
      const out = new Output({ ...surroundings, json: options.json === true });
      const services = await surroundings.openServices();
      const stopSaying = saySignInPages(services.sso, out, surroundings.signal);
      try {
        const { env, signal, typed } = surroundings;
        const passphrase = once(() => passphraseFrom(options.passphraseFd, typed));
        if (options.passphraseFd !== undefined && services.secrets.state().locked) await services.secrets.unlock((await passphrase()) ?? '');
        await work({ options, env, out, services, signal, typed, passphrase }, ...args);
      } finally {
        stopSaying();
        await services.close();
      }
    };
}

function passphraseFrom(fd: string | undefined, typed: TypedSecrets): Promise<string | undefined> {
  if (fd === undefined) return Promise.resolve(undefined);
  if (/^\d{1,9}$/.test(fd)) return typed.lineOf(Number(fd));
  return Promise.reject(new AppError('invalid-input', `“${fd}” is no file descriptor.`, { hint: 'It is a number, as in “--passphrase-fd 3 3< FILE”.' }));
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
