import { AppError } from '../../shared/errors';

/** The answer of a command whose service is still being built. */
export function notYet(): Promise<never> {
  return Promise.reject(new AppError('unsupported', 'This part of Berth is not built yet.', { hint: 'Use the command line of AWS or Docker for now.' }));
}
