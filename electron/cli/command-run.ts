import type { Command } from 'commander';
import { Output } from './output';
import type { ScopeOptions } from './scope';
import type { CliServices, CliSurroundings } from './services';

/** What the work of a command receives. */
export interface CommandRun<O> {
  options: O & ScopeOptions;
  env: CliSurroundings['env'];
  out: Output;
  services: CliServices;
  signal: AbortSignal;
}

/** Makes the action of a command: opens the services, runs the work, closes them whatever happens. */
export type Action = <A extends (string | undefined)[], O = object>(
  work: (run: CommandRun<O>, ...args: A) => Promise<void>,
) => (...given: [...A, object, Command]) => Promise<void>;

export function actionIn(surroundings: CliSurroundings): Action {
  return <A extends (string | undefined)[], O>(work: (run: CommandRun<O>, ...args: A) => Promise<void>) =>
    async (...given: [...A, object, Command]) => {
      // Commander passes the arguments, then the options, then the command.
      const command = given.at(-1) as Command;
      const args = given.slice(0, -2) as A;
      const options = command.optsWithGlobals<O & ScopeOptions & { json?: boolean }>();
      const out = new Output({ ...surroundings, json: options.json === true });
      const services = await surroundings.openServices();
      try {
        await work({ options, env: surroundings.env, out, services, signal: surroundings.signal }, ...args);
      } finally {
        await services.close();
      }
    };
}
