/** Input members that many operations share, with the constraints of the service model. */
import { z } from 'zod';
import { isRepositoryName } from '../../../shared/ecr/names';

const REPOSITORY_PATTERN = '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*';

/** A constraint as AWS words it. */
export const pattern = (regex: RegExp): z.ZodString =>
  z.string().regex(regex, `must satisfy regular expression '${regex.source}'`);

export const registryId = pattern(/^[0-9]{12}$/).optional();
export const repositoryName = z.string().refine(isRepositoryName, {
  error: `must satisfy regular expression '${REPOSITORY_PATTERN}'`,
});
export const maxResults = z
  .number()
  .int()
  .min(1, 'Member must have value greater than or equal to 1')
  .max(1000, 'Member must have value less than or equal to 1000')
  .optional();
export const nextToken = z.string().optional();

/** `{registryId?, repositoryName}`: what names a repository in every call. */
export const onRepository = z.object({ registryId, repositoryName });
export const paged = z.object({ nextToken, maxResults });

export const imageId = z.object({
  imageDigest: z.string().optional(),
  imageTag: z.string().min(1).max(300).optional(),
});
export type ImageId = z.output<typeof imageId>;

/** Image identifiers of a batch. */
export const imageIds = z
  .array(imageId)
  .min(1, 'Member must have length greater than or equal to 1')
  .max(100, 'Member must have length less than or equal to 100');

export const layerDigest = pattern(/^[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+$/);
export const tagStatus = z.enum(['TAGGED', 'UNTAGGED', 'ANY']).optional();

export const mutability = z.enum([
  'MUTABLE',
  'IMMUTABLE',
  'IMMUTABLE_WITH_EXCLUSION',
  'MUTABLE_WITH_EXCLUSION',
]);
export const exclusionFilters = z
  .array(z.object({ filterType: z.enum(['WILDCARD']), filter: pattern(/^[0-9a-zA-Z._*-]{1,128}$/) }))
  .min(1)
  .max(5, 'Member must have length less than or equal to 5')
  .optional();
export const resourceTags = z.array(
  z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) }),
);

/** Epoch milliseconds as JSON 1.1 writes times. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;
