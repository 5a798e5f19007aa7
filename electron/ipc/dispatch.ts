import { AppError, toWireError, type Result } from '../../shared/errors';
import { commands, type CommandName, type CommandOutput, type ParsedInput } from '../../shared/ipc/contract';

/** One handler a command: it receives parsed input and may simply throw. */
export type Handlers = { [N in CommandName]: (input: ParsedInput<N>) => Promise<CommandOutput<N>> };

export type Dispatch = (name: unknown, input: unknown) => Promise<Result<unknown>>;

const isCommandName = (name: unknown): name is CommandName =>
  typeof name === 'string' && Object.hasOwn(commands, name);

/**
 * Parses the input, runs the handler, checks the output, and always answers a Result.
 * `report` hears of every failure that nobody classified.
 */
export function createDispatch(handlers: Handlers, report: (name: string, thrown: unknown) => void): Dispatch {
  const run = async <N extends CommandName>(name: N, input: unknown): Promise<unknown> => {
    const parsed = commands[name].input.safeParse(input);
    if (!parsed.success) {
      throw new AppError('invalid-input', parsed.error.issues[0]?.message ?? 'The input is not valid.', {
        hint: 'Correct it and try again.',
      });
    }
    // The table's type ties handler and schema of one name together; the compiler cannot follow it through a union.
    const handle = handlers[name] as (input: unknown) => Promise<unknown>;
    // Parsing the answer also strips whatever the contract does not name, so nothing leaks by accident.
    return commands[name].output.parse(await handle(parsed.data));
  };
  return async (name, input) => {
    try {
      if (!isCommandName(name)) throw new AppError('unsupported', 'Berth has no such command.');
      return { ok: true, value: await run(name, input) };
    } catch (thrown) {
      const error = toWireError(thrown);
      if (error.code === 'internal') report(String(name), thrown);
      return { ok: false, error };
    }
  };
}
