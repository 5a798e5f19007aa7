import { matchesPattern } from '../../../shared/ecr/wildcard';
import type { Image } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';
import { parseSearch, type SearchTerm } from '../../../shared/search/parse-search';

/** What the search language means, said plainly: every image and repository is looked at, term after term. */
const has = (wanted: string, value: string): boolean => (wanted.includes('*') ? matchesPattern(wanted, value.toLowerCase()) : value.toLowerCase().includes(wanted));
const pairs = (values: Record<string, string> = {}): string[] => Object.entries(values).map(([key, value]) => `${key}=${value}`);
const between = (instant: string | undefined, { from = -Infinity, to = Infinity }: { from?: number; to?: number }): boolean => {
  const at = Date.parse(instant ?? '');
  return at >= from && at <= to;
};
const beginsDigest = (digits: string, digest: string): boolean => digest.startsWith(`sha256:${digits}`);

/** Undefined for a term that is about images. */
function repositoryHolds(term: SearchTerm, { name, uri, accountId, region, host, profile, resourceTags, registry = 'private', createdAt }: Repository): boolean | undefined {
  if (term.kind === 'word') return [uri, profile, ...pairs(resourceTags)].some((value) => value.toLowerCase().includes(term.text));
  if (term.kind === 'flag') return term.flag === 'public' || term.flag === 'private' ? registry === term.flag : undefined;
  if (term.kind === 'time') return term.filter === 'created' ? between(createdAt, term) : undefined;
  if (term.kind === 'size') return undefined;
  const values = { name: [name], account: [accountId, profile], region: [region], profile: [profile], host: [host], resource: pairs(resourceTags) }[term.filter as string];
  return values?.some((value) => has(term.value, value));
}

export function imageHolds(term: SearchTerm, { tags, digest, platforms = [], labels, mediaType = '', artifactType = '', findings = {}, storage, sizeBytes, pushedAt, lastPulledAt }: Image): boolean {
  switch (term.kind) {
    case 'word':
      return [...tags, ...platforms, ...pairs(labels)].some((value) => value.toLowerCase().includes(term.text)) || (/^(sha256:[0-9a-f]+|[0-9a-f]{6,})$/.test(term.text) && beginsDigest(term.text.replace('sha256:', ''), digest));
    case 'flag':
      return (term.flag === 'tagged') === tags.length > 0;
    case 'time':
      return between(term.filter === 'pulled' ? lastPulledAt : pushedAt, term);
    case 'size':
      return sizeBytes >= (term.least ?? 0) && sizeBytes <= (term.most ?? Infinity);
    case 'text':
      if (term.filter === 'tag') return tags.some((tag) => has(term.value, tag));
      if (term.filter === 'digest') return term.value.includes('*') ? has(term.value, digest) : beginsDigest(term.value.replace(/^sha256:/, ''), digest);
      if (term.filter === 'platform') return platforms.some((platform) => has(term.value, platform));
      if (term.filter === 'label') return pairs(labels).some((label) => has(term.value, label));
      if (term.filter === 'type') return [mediaType, artifactType].some((type) => type !== '' && has(term.value, type));
      if (term.filter === 'finding') return Object.entries(findings).some(([severity, count]) => count > 0 && has(term.value, severity));
      return has(term.value, storage ?? 'standard');
  }
}

/** A term about images holds for a repository that has one image for which all of them do; with a minus, that has none. */
export function repositoryMatches(search: string, now: number, { repository, images }: { repository: Repository; images: readonly Image[] }): boolean {
  const { terms } = parseSearch(search, now);
  const own = terms.filter((term) => repositoryHolds(term, repository) !== undefined);
  const ofImages = terms.filter((term) => repositoryHolds(term, repository) === undefined);
  const wanted = ofImages.filter(({ not }) => !not);
  return (
    own.every((term) => repositoryHolds(term, repository) !== term.not) &&
    (wanted.length === 0 || images.some((image) => wanted.every((term) => imageHolds(term, image)))) &&
    ofImages.filter(({ not }) => not).every((term) => !images.some((image) => imageHolds(term, image)))
  );
}

/** Words may be the repository's; where there are words alone, one has to be the image's own. */
export function imageMatches(search: string, now: number, { repository, image }: { repository: Repository; image: Image }): boolean {
  const { terms } = parseSearch(search, now);
  const words = terms.filter((term) => term.kind === 'word' && !term.not);
  const isAsked = terms.some((term) => term.kind !== 'word' && !term.not && repositoryHolds(term, repository) === undefined);
  const each = terms.every((term) => {
    const ofRepository = repositoryHolds(term, repository);
    const holds = term.kind === 'word' ? ofRepository === true || imageHolds(term, image) : (ofRepository ?? imageHolds(term, image));
    return holds !== term.not;
  });
  return each && (words.length === 0 || isAsked || words.some((word) => imageHolds(word, image)));
}
