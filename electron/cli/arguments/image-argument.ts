import { isTag } from '../../../shared/ecr/names';
import { AppError } from '../../../shared/errors';
import type { RepositoryKey } from '../../../shared/model/repository';
import type { CommandRun } from '../command-run';
import { repositoryKey } from './repository-argument';

/** An image or a tag of a repository in the chosen profile. */
export interface ImageArgument {
  repository: RepositoryKey;
  /** Tag or digest. */
  image: string;
}

/**
 * What `NAME:TAG`, `NAME@sha256:…`, `HOST/NAME:TAG` or `HOST/NAME@sha256:…` means.
 * @throws AppError `invalid-input` for another form, or what `repositoryKey` fails with.
 */
export async function imageArgument(text: string, run: CommandRun<object>): Promise<ImageArgument> {
  const [, name = '', digest, tag] = /^(.+?)(?:@(sha256:[0-9a-f]{64})|:([^/:@]+))$/.exec(text) ?? [];
  const image = digest ?? tag;
  if (image === undefined || (tag !== undefined && !isTag(tag)))
    throw new AppError('invalid-input', `“${text}” names no image of a repository.`, { hint: 'Write it as NAME:TAG or NAME@sha256:DIGEST, with HOST/ before it where it is elsewhere.' });
  return { repository: await repositoryKey(name, run), image };
}

/** The repository and tag of `NAME:TAG`. @throws AppError `invalid-input` for a digest. */
export async function tagArgument(text: string, run: CommandRun<object>): Promise<{ repository: RepositoryKey; tag: string }> {
  const { repository, image } = await imageArgument(text, run);
  if (isTag(image)) return { repository, tag: image };
  throw new AppError('invalid-input', 'A tag is needed, not a digest.', { hint: 'Write it as NAME:TAG.' });
}
