/** How one API operation is written down: its action for policies, its input, what it does. */
import type { z } from 'zod';
import { invalidParameter } from './api-error';

/** An operation of a service whose calls are of type `C`. */
export interface Operation<C> {
  /** As policies name it: `ecr:DescribeImages`. */
  action: string;
  /** @throws ApiError when the input is wrong or the call is refused. */
  run(input: unknown, call: C): Promise<object>;
}

export type OperationTable<C> = Readonly<Record<string, Operation<C>>>;

/** Binds an input schema to a handler; what the schema refuses is answered as AWS answers it. */
export function operation<C, S extends z.ZodType>(definition: {
  action: string;
  input: S;
  handle(input: z.output<S>, call: C): object | Promise<object>;
}): Operation<C> {
  return {
    action: definition.action,
    async run(input, call) {
      const parsed = definition.input.safeParse(input);
      if (!parsed.success) throw parameterError(parsed.error);
      return definition.handle(parsed.data, call);
    },
  };
}

function parameterError(error: z.ZodError): Error {
  const [issue] = error.issues;
  const member = issue?.path.join('.') ?? '';
  const missing = issue?.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return invalidParameter(member, missing ? 'Member must not be null' : (issue?.message ?? 'invalid'));
}
