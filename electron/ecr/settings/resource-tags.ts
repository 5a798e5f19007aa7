import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-ecr';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';
import type { RepositoryPlace } from './repository-place';

/** A repository by its ARN: tagging takes no name. */
export type TaggedPlace = RepositoryPlace & { arn: string };

const call = (place: TaggedPlace, operation: string) => ({ ...place, repository: place.name, operation });

/** Tags of the repository itself. @throws AppError. */
export const resourceTags = (clients: EcrClients, place: TaggedPlace): Promise<Record<string, string>> =>
  callEcr(clients, call(place, 'ListTagsForResource'), async (client) => {
    const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn: place.arn }));
    return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  });

/** Gives tags, over those of the same key. @throws AppError. */
export const tagResource = async (clients: EcrClients, place: TaggedPlace, tags: Record<string, string>): Promise<void> => {
  await callEcr(clients, call(place, 'TagResource'), (client) => client.send(new TagResourceCommand({ resourceArn: place.arn, tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) })));
};

/** Takes tags away. @throws AppError. */
export const untagResource = async (clients: EcrClients, place: TaggedPlace, tagKeys: string[]): Promise<void> => {
  await callEcr(clients, call(place, 'UntagResource'), (client) => client.send(new UntagResourceCommand({ resourceArn: place.arn, tagKeys })));
};
