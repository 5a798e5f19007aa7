import { AppError } from '../../../shared/errors';
import { AddSsoSession } from '../../../shared/model/sso';
import type { ProfileDefinition } from '../../profiles/profile-definition';
import type { OwnSessions } from './own-sessions';
import type { KnownSession } from './ports';
import type { SessionBook } from './session-book';
import { isSignInPage } from './sign-in-page';

/** Adds a session of Berth's own. @throws AppError `invalid-input` for a name that is taken, and an address that is not safe. */
export async function addOwnSession({ own, book }: { own: OwnSessions; book: Pick<SessionBook, 'load' | 'sessions'> }, input: AddSsoSession): Promise<void> {
  const parsed = AddSsoSession.safeParse(input);
  if (!parsed.success) throw new AppError('invalid-input', parsed.error.issues[0]?.message ?? 'The session is not complete.', { hint: 'Correct it and try again.' });
  const { name, startUrl, endpointUrl } = parsed.data;
  const unsafe = [startUrl, endpointUrl].find((url) => url !== undefined && !isSignInPage(url));
  if (unsafe !== undefined) throw new AppError('invalid-input', `${new URL(unsafe).origin} is not an https address.`, { hint: 'Give the start URL as the AWS access portal shows it.' });
  await book.load();
  if (book.sessions().some((known) => known.name === name)) throw new AppError('invalid-input', `There is a session ${name} already.`, { hint: 'Choose another name.' });
  await own.change((sessions) => [...sessions.filter((one) => one.name !== name), parsed.data]);
  await book.load();
}

/** @throws AppError `unsupported` for a session of the AWS files, `invalid-input` while profiles use it. */
export function refuseRemoval({ name, source, file }: KnownSession, definitions: readonly ProfileDefinition[]): void {
  if (source !== 'berth') throw new AppError('unsupported', `The session ${name} belongs to ${file ?? 'the AWS files'}, which Berth does not change.`, { hint: 'Remove it there; Berth notices by itself.' });
  const profiles = definitions.filter(({ sso }) => sso?.session === name);
  if (profiles.length > 0) throw new AppError('invalid-input', `${profiles.map((profile) => profile.name).join(', ')} sign in through ${name}.`, { hint: 'Remove those profiles first.' });
}
