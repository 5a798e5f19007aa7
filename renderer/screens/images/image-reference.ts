import { formatImageReference, parseImageReference } from '../../../shared/ecr/image-reference';
import { toAppError } from '../../../shared/errors';
import type { Image } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';

/** What to type to get an image: its first tag, or its digest when it has none. */
export function referenceOf(repository: Repository, image: Image): string {
  const { host, name } = repository;
  const tag = image.tags[0];
  return formatImageReference({
    host,
    repository: name,
    ...(tag === undefined ? { digest: image.digest } : { tag }),
  });
}

/** The same bytes whatever its tags do: `host/name@sha256:…`. */
export const digestReferenceOf = ({ host, name }: Repository, { digest }: Image): string =>
  formatImageReference({ host, repository: name, digest });

/** One sentence saying what is wrong with a typed reference; nothing while it is empty or right. */
export function referenceProblem(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    parseImageReference(text.trim());
    return undefined;
  } catch (thrown) {
    return toAppError(thrown).message;
  }
}
