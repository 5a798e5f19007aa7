import { AppError } from '../../shared/errors';

export const notThere = (): Promise<never> => Promise.reject(new AppError('unsupported', 'This is not there yet.'));
