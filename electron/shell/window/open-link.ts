import { shell } from 'electron';
import { AppError } from '../../../shared/errors';
import { isAllowedLink } from './links';

/** Opens a link in the person's browser; throws `invalid-input` for one that Berth never links to. */
export async function openLink(address: string): Promise<void> {
  if (!isAllowedLink(address)) {
    throw new AppError('invalid-input', 'Berth does not open this link.', {
      hint: 'Only https links to AWS, Docker and the project itself are opened.',
    });
  }
  await shell.openExternal(address);
}
