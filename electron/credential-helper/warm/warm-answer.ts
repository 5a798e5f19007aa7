import type { Login } from '../protocol';
import { standingBinding, type BindingQuestion } from './host-binding';
import { isFresh } from './freshness';
import { loginRecord, tokenOf, tokenRecord, typedLoginOf } from './token-record';

/** Opens sealed records; `undefined` for what is not there or cannot be opened. */
export interface RecordReader {
  get(name: string): Promise<string | undefined>;
}

/**
 * The login for a host from what is at hand: a login that a person typed, or the token of the profile that serves the host.
 * `undefined` when anything has to be decided or asked. Loads neither the AWS SDK nor Berth.
 */
export async function warmAnswer(question: BindingQuestion & { now: number; records: RecordReader }): Promise<Login | undefined> {
  const { records, now, host } = question;
  const [record, binding] = await Promise.all([records.get(loginRecord(host)), standingBinding(question)]);
  const typed = typedLoginOf(record);
  if (typed !== undefined && isFresh(typed, now)) return { username: typed.username, secret: typed.secret };
  const token = binding && tokenOf(await records.get(tokenRecord(binding)));
  return token !== undefined && isFresh(token, now) ? { username: token.username, secret: token.password } : undefined;
}
