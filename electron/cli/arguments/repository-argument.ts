import { AppError } from '../../../shared/errors';
import { parseImageReference } from '../../../shared/ecr/image-reference';
import { parseRegistryHost } from '../../../shared/ecr/registry-host';
import { repositoryNameProblem } from '../../../shared/ecr/names';
import type { RepositoryKey } from '../../../shared/model/repository';
import type { CommandRun } from '../command-run';
import { scopeFor, wantedProfile } from './scope';

/**
 * The repository that `NAME` (in the chosen profile and region) or `HOST/NAME` means.
 * @throws AppError `invalid-input`, `invalid-reference`, or that no profile leads there.
 */
export async function repositoryKey(text: string, run: CommandRun<object>): Promise<RepositoryKey> {
  const { services, options, env } = run;
  const first = text.slice(0, Math.max(0, text.indexOf('/')));
  if (!/[.:]/.test(first) && first !== 'localhost') {
    const problem = repositoryNameProblem(text);
    if (problem !== undefined)
      throw new AppError('invalid-input', `“${text}”: ${problem}`, {
        hint: 'Correct the name and try again.',
      });
    return { ...scopeFor(services.profiles.state(), options, env), name: text };
  }
  const { host, repository: name } = parseImageReference(text);
  // Its repositories are not those of the account's own registry, and must never be taken for them.
  if (parseRegistryHost(host).kind === 'public')
    throw new AppError('unsupported', `Berth does not look into repositories of ECR Public (${host}).`, { hint: 'Images there can be pulled and copied; look them up at gallery.ecr.aws.' });
  const { profile, region } = await services.directory.identityFor(host, wantedProfile(options, env));
  return { profile, region, name };
}
