import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-ecr-public';
import type { TaggedPlace } from '../settings/resource-tags';
import { callEcrPublic, type EcrPublicClients } from './call-ecr-public';

/** Tags of a public repository itself. @throws AppError. */
export const publicResourceTags = (clients: EcrPublicClients, place: TaggedPlace): Promise<Record<string, string>> =>
  callEcrPublic(clients, { key: place, operation: 'ListTagsForResource' }, async (client) => {
    const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn: place.arn }));
    return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  });

/** Gives tags, over those of the same key. @throws AppError. */
export const tagPublicResource = async (clients: EcrPublicClients, place: TaggedPlace, tags: Record<string, string>): Promise<void> => {
  await callEcrPublic(clients, { key: place, operation: 'TagResource' }, (client) => client.send(new TagResourceCommand({ resourceArn: place.arn, tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) })));
};

/** Takes tags away. @throws AppError. */
export const untagPublicResource = async (clients: EcrPublicClients, place: TaggedPlace, tagKeys: string[]): Promise<void> => {
  await callEcrPublic(clients, { key: place, operation: 'UntagResource' }, (client) => client.send(new UntagResourceCommand({ resourceArn: place.arn, tagKeys })));
};
