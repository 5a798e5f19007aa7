import { AppError, toWireError } from '../../../shared/errors';
import type { Failure } from '../diagnosis-facts';

/** Waits for `work` at most so long. @throws AppError `timeout`, naming what was silent. */
export async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('timeout', `${what} does not answer in time.`, { hint: 'Check the network and try again.' })), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // Whoever is late may still fail, with nobody left to hear it.
    work.catch(() => undefined);
  }
}

/** A thrown value as a fact. */
export function failureOf(thrown: unknown): Failure {
  const systemCode = systemCodeOf(thrown);
  return { error: toWireError(thrown), ...(systemCode !== undefined && { systemCode }) };
}

const SYSTEM_CODE = /^(E[A-Z]{2,}|ERR_(TLS|SSL)_.*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|UND_ERR_.*|EPROTO)$/;

/** The system's own code in an error, its causes and its parts (Node tries several addresses at once). */
export function systemCodeOf(thrown: unknown, depth = 0): string | undefined {
  if (!(thrown instanceof Error) || depth > 6) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string' && SYSTEM_CODE.test(thrown.code)) return thrown.code;
  const parts: unknown[] = thrown instanceof AggregateError ? thrown.errors : [];
  for (const inner of [thrown.cause, ...parts]) {
    const code = systemCodeOf(inner, depth + 1);
    if (code !== undefined) return code;
  }
  return undefined;
}
