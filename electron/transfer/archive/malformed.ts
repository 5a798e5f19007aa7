import { AppError } from '../../../shared/errors';

/** Everything an archive can have wrong is this one error. */
export const malformed = (file: string, what: string, cause?: unknown): AppError =>
  new AppError('file-malformed', `${file} is no image archive: ${what}.`, { hint: 'Give a “docker save” archive or an OCI layout, as a file or a folder.', cause });
