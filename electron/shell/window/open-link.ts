import { shell } from 'electron';
import { AppError } from '../../../shared/errors';
import { isAllowedLink } from './links';

/** Opens a link in the person's browser; throws `invalid-input` for one that Berth never links to and that nothing shown `isOffered` for. */
export async function openLink(address: string, isOffered: (address: string) => boolean = () => false): Promise<void> {
  if (!isAllowedLink(address) && !isOffered(address)) {
    throw new AppError('invalid-input', 'Berth does not open this link.', {
      hint: 'Only https links to AWS, Docker and the project itself are opened.',
    });
  }
  await shell.openExternal(address);
}
