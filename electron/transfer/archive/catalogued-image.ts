import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import type { ArchivedImage } from '../../../shared/model/moving/push-source';

/** One image of an archive, as far as it is known before anything is unpacked. */
export interface CataloguedImage extends ArchivedImage {
  /** Other names that mean it as well: the tag alone. */
  aliases: string[];
}

/** What an image's configuration says of its platform. */
export const ConfigPlatform = z.object({ os: z.string().min(1), architecture: z.string().min(1), variant: z.string().optional() });

/** `linux/arm64/v8`, or undefined. */
export const platformOfConfig = (config: z.infer<typeof ConfigPlatform> | undefined): string | undefined =>
  config === undefined ? undefined : [config.os, config.architecture, config.variant].filter((part) => part !== undefined && part !== '').join('/');

/**
 * The image that `wanted` names (a name, a tag alone, a digest); the first one of a single name's archive unless told.
 * @throws AppError `image-not-found` when it is not there, `invalid-input` when there are several and none is named.
 */
export function chosenImage<T extends CataloguedImage>(images: readonly T[], { wanted, file }: { wanted: string | undefined; file: string }): T {
  const [first, second] = images;
  const names = images.flatMap(({ names, digest }) => names[0] ?? digest ?? []).slice(0, 10);
  const choose = names.length === 0 ? 'Save the one you want into a file of its own.' : `Choose one of ${names.join(', ')}${images.length > names.length ? ' …' : ''}.`;
  if (wanted === undefined) {
    if (first !== undefined && second === undefined) return first;
    throw new AppError('invalid-input', `${file} holds ${images.length} images.`, { hint: choose });
  }
  const is = (name: string): boolean => name === wanted || familiar(name) === familiar(wanted);
  const found = images.find(({ digest }) => digest === wanted) ?? images.find((image) => image.names.some(is)) ?? images.find(({ aliases }) => aliases.includes(wanted));
  if (found === undefined) throw new AppError('image-not-found', `${file} holds no image ${wanted}.`, { hint: choose });
  return found;
}

/** `docker.io/library/app:1` is what people call `app:1`. */
const familiar = (name: string): string => name.replace(/^docker\.io\/(library\/)?/, '');
