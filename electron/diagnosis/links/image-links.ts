import { formatImageReference, manifestName } from '../../../shared/ecr/image-reference';
import { parseRegistryHost } from '../../../shared/ecr/registry-host';
import { broken, fine, skipped, warning } from '../cause';
import type { DiagnosisFacts } from '../diagnosis-facts';
import { nearest } from '../nearest';
import { hostOf, type Link } from './link';

const NOT_ASKED = 'No image was named.';

/** A host that Docker or Berth knows and whose name is nearly this one's, where nobody here has anything to do with this one's account. */
function nearAccount(facts: DiagnosisFacts): string | undefined {
  const host = hostOf(facts);
  if (facts.profile?.assignment.because !== 'region' || facts.knownHosts.includes(host)) return undefined;
  return nearest(host, [...facts.knownHosts, ...(facts.config?.otherHosts ?? [])].filter((other) => parseRegistryHost(other).kind === 'private'));
}

/** The repository: whether it is there, and whether it may be read. */
export const repositoryLink: Link = {
  id: 'repository',
  title: 'The repository',
  find: (facts) => {
    const { image, reference, profile } = facts;
    if (reference.state !== 'fine' || reference.value.repository === '' || reference.hostOnly) return skipped(NOT_ASKED);
    if (image === undefined || image.state === 'not-asked') return skipped('It could not be asked for.');
    const { repository } = reference.value;
    const where = `${hostOf(facts)}/${repository}`;
    switch (image.state) {
      case 'repository-missing': {
        const { elsewhere } = image;
        const { profile: name, region } = profile?.assignment ?? {};
        if (elsewhere[0] !== undefined)
          return broken({
            cause: 'repository-in-another-region', code: 'repository-not-found',
            message: `There is no repository ${repository} in ${region ?? 'this region'}, but there is one in ${elsewhere.join(' and ')}.`,
            hint: `Name the registry of ${elsewhere[0]} in the reference, or copy the image here.`,
          });
        return broken({
          cause: 'repository-missing', code: 'repository-not-found',
          message: `There is no repository ${where}.`,
          hint: 'Check its name, or create it.',
          ...(name !== undefined && region !== undefined && profile?.assignment.because !== 'region' && { remedy: { kind: 'create-repository', profile: name, region, repository } }),
        });
      }
      case 'denied': {
        const meant = nearAccount(facts);
        if (meant !== undefined)
          return broken({
            cause: 'account-mistyped', code: 'access-denied',
            message: `The registry ${hostOf(facts)} does not let you read ${repository}, and its account is nearly that of ${meant}.`,
            hint: `Write ${meant} instead, if that is the one you mean.`,
          });
        return broken({
          cause: 'pull-denied', code: 'access-denied', message: image.why.message,
          hint: image.why.hint ?? 'Use another profile, or ask the owner of the repository to allow it.',
          ...(image.why.remedy !== undefined && { remedy: image.why.remedy }),
        });
      }
      case 'failed': {
        const { message, hint, code } = image.failure.error;
        return broken({ cause: 'registry-failed', code, message, hint: hint ?? 'Try again in a moment.' });
      }
      default:
        return fine(`${where} is there and may be read.`);
    }
  },
};

export const imageLink: Link = {
  id: 'image',
  title: 'The image',
  find: ({ image, reference, engine }) => {
    if (reference.state !== 'fine' || reference.hostOnly) return skipped(NOT_ASKED);
    const { value } = reference;
    const { repository, digest } = value;
    if (image?.state === 'image-missing') {
      if (digest !== undefined)
        return broken({ cause: 'digest-missing', code: 'image-not-found', message: `${repository} has no image with the digest ${digest}.`, hint: 'It may have been deleted, by a lifecycle policy for example; look at the images that are there.' });
      const { tags } = image;
      const has = tags.length === 0 ? 'It has no tags at all.' : `It has ${tags.slice(0, 5).join(', ')}${tags.length > 5 ? ' and more' : ''}.`;
      return broken({ cause: 'image-missing', code: 'image-not-found', message: `${repository} has no tag ${manifestName(value)}.`, hint: `Check the tag. ${has}` });
    }
    if (image?.state !== 'there') return skipped('It could not be asked for.');
    const platform = engine?.state === 'reachable' ? engine.platform : undefined;
    const fits = platform === undefined || image.platforms.length === 0 || image.platforms.some((one) => one === platform || one.startsWith(`${platform}/`));
    if (fits) return fine(`${formatImageReference(value)} is there.`);
    const words = `${repository}:${value.tag ?? 'latest'}`;
    // An image of one platform is pulled anyway (Docker only warns); an index without the platform is not.
    if (!image.index) return warning(`It is made for ${image.platforms.join(', ')}; this engine runs ${platform}.`);
    return broken({
      cause: 'platform-missing', code: 'image-not-found',
      message: `${digest === undefined ? words : repository} has no image for ${platform}, which this engine runs.`,
      hint: `Pull another platform (--platform ${image.platforms[0] ?? ''}), or build the image for ${platform}.`,
    });
  },
};
