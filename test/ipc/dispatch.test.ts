import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { AppError } from '../../shared/errors';
import { commands, type CommandName } from '../../shared/ipc/contract';
import { createDispatch, type Handlers } from '../../electron/ipc/dispatch';

/** Handlers that all answer the same; a Proxy, so that the table need not be written out here. */
function handlersAnswering(answer: (name: string, input: unknown) => unknown): Handlers {
  return new Proxy({} as Handlers, {
    get: (_target, name: string) => async (input: unknown) => answer(name, input),
  });
}

const ignore = (): void => undefined;

describe('dispatch', () => {
  test('answers the handler with defaults filled in', async () => {
    let seen: unknown;
    const dispatch = createDispatch(
      handlersAnswering((_name, input) => {
        seen = input;
        return { rows: [], total: 0, revision: 1 };
      }),
      ignore,
    );
    const result = await dispatch('repository.query', { search: 'api' });
    expect(result).toEqual({ ok: true, value: { rows: [], total: 0, revision: 1 } });
    expect(seen).toMatchObject({ search: 'api', sort: 'name', offset: 0, limit: 200 });
  });

  test('refuses a command that the contract does not name, inherited names included', async () => {
    const dispatch = createDispatch(handlersAnswering(() => undefined), ignore);
    for (const name of ['nothing', 'constructor', '__proto__', 'toString', 7, undefined, {}]) {
      expect(await dispatch(name, {})).toMatchObject({ ok: false, error: { code: 'unsupported' } });
    }
  });

  test('meets bad input at the border, with a sentence and without running the handler', async () => {
    let ran = false;
    const dispatch = createDispatch(
      handlersAnswering(() => {
        ran = true;
      }),
      ignore,
    );
    const result = await dispatch('profile.addStatic', { name: '', region: 'x', accessKeyId: '', secretAccessKey: 's' });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-input', message: 'A profile needs a name.' } });
    expect(ran).toBe(false);
  });

  test('passes an AppError on whole and reports only what nobody classified', async () => {
    const reported: string[] = [];
    const fail = (thrown: unknown) =>
      createDispatch(
        handlersAnswering(() => {
          throw thrown;
        }),
        (name) => reported.push(name),
      )('profile.reload', {});
    expect(await fail(new AppError('network', 'No network.', { hint: 'Wait.' }))).toEqual({
      ok: false,
      error: { code: 'network', message: 'No network.', hint: 'Wait.' },
    });
    expect(await fail(new TypeError('x is undefined'))).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(reported).toEqual(['profile.reload']);
  });

  test('strips what the contract does not name from an answer', async () => {
    const dispatch = createDispatch(
      handlersAnswering(() => ({
        profile: 'dev',
        accountId: '111122223333',
        arn: 'arn:aws:iam::111122223333:user/a',
        userId: 'U',
        partition: 'aws',
        secretAccessKey: 'CANARY',
      })),
      ignore,
    );
    expect(JSON.stringify(await dispatch('profile.whoAmI', { name: 'dev' }))).not.toContain('CANARY');
  });

  test('never throws, whatever it is sent', async () => {
    const dispatch = createDispatch(handlersAnswering(() => undefined), ignore);
    const names = Object.keys(commands) as CommandName[];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.anything(), async (name, input) => {
        expect(typeof (await dispatch(name, input)).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});
