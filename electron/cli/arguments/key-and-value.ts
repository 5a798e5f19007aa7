import { AppError } from '../../../shared/errors';

/** Gathers an option that may be given several times. */
export const collected = (value: string, before: string[] = []): string[] => [...before, value];

/** `KEY=VALUE`. @throws AppError `invalid-input`, without the value: it may be a secret. */
export function keyAndValue(text: string, what: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new AppError('invalid-input', `${what} is written as KEY=VALUE.`, { hint: 'Put a name before the “=”.' });
}
