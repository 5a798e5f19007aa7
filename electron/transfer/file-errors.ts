import { AppError, describeThrown } from '../../shared/errors';
import { codeOf } from '../registry/registry-errors';

/** A failure of the file system while reading or writing `file`, as an AppError; others pass through. */
export function fileError(thrown: unknown, file: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const options = { detail: describeThrown(thrown), cause: thrown };
  switch (codeOf(thrown)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('disk-full', `The disk is full: ${file} could not be written.`, { hint: 'Free some space, or choose another folder.', ...options });
    case 'ENOENT':
    case 'ENOTDIR':
      return new AppError('file-not-found', `There is no ${file}.`, { hint: 'Check the path.', ...options });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('access-denied', `You may not use ${file}.`, { hint: 'Check the permissions, or choose another folder.', ...options });
    case 'EISDIR':
      return new AppError('invalid-input', `${file} is a folder.`, { hint: 'Name a file.', ...options });
    case 'ABORT_ERR':
      return new AppError('cancelled', 'Cancelled.', options);
    default:
      return new AppError('internal', `${file} could not be read or written.`, { hint: 'The detail says why.', ...options });
  }
}
