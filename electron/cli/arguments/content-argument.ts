import { parseImageReference } from '../../../shared/ecr/image-reference';
import { AppError } from '../../../shared/errors';
import { PlatformName } from '../../../shared/model/image';
import type { ContentOf } from '../../../shared/model/content/layers';
import { describeRepository } from '../../ecr/repository/describe-repository';
import type { CommandRun } from '../command-run';
import { imageArgument } from './image-argument';

/**
 * The image whose content is looked at: `HOST/NAME:TAG` of any registry, or `NAME:TAG` in the chosen profile.
 * @throws AppError `invalid-input`, `invalid-reference`, `repository-not-found` among others.
 */
export async function contentArgument(text: string, run: CommandRun<object>, platform?: string): Promise<ContentOf> {
  if (platform !== undefined && !PlatformName.safeParse(platform).success)
    throw new AppError('invalid-input', `“${platform}” is no platform.`, { hint: 'Write it as linux/amd64 or linux/arm64/v8.' });
  const wanted = platform === undefined ? {} : { platform };
  if (/^[^/]*[.:][^/]*\//.test(text)) {
    const profile = run.options.profile;
    parseImageReference(text);
    return { reference: text, ...(profile !== undefined && { profile }), ...wanted };
  }
  const { repository, image } = await imageArgument(text, run);
  const { uri } = await describeRepository(run.services.clients, repository);
  return { reference: `${uri}${image.includes(':') ? '@' : ':'}${image}`, profile: repository.profile, ...wanted };
}
