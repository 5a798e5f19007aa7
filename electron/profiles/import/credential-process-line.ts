import { AppError } from '../../../shared/errors';

/**
 * The line by which AWS tools get a profile's key from Berth (`credential_process`, AWS SDKs and tools reference): no shell and no
 * comment sign may read anything into it. The command ends up as UTF-8 read as Latin-1, as the files are edited.
 * @throws AppError `unsupported` for a program whose path cannot be written in such a line.
 */
export function credentialProcessLine(berthCommand: readonly string[] | undefined, profile: string): string {
  if (berthCommand === undefined || berthCommand.length === 0)
    throw new AppError('unsupported', 'Berth’s command line is not installed where other programs find it.', { hint: 'Import the key with “keep” or “remove”, or use “berth profiles import”.' });
  const words = [...berthCommand, 'credential-process', '--profile', profile];
  const unwritable = words.find((word) => /["'`$\r\n\0]|[\s][#;]/.test(word) || (word.includes('\\') && !/^[A-Za-z]:\\|^\\\\/.test(word)));
  if (unwritable !== undefined)
    throw new AppError('unsupported', 'Berth’s program stands in a folder whose name AWS tools cannot take.', { hint: 'Import the key with “keep” or “remove”.' });
  const line = words.map((word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word}"`)).join(' ');
  return `credential_process = ${Buffer.from(line, 'utf8').toString('latin1')}`;
}
