/** What ECR's own API tells of referrers and signatures. */
import { DescribeImageSigningStatusCommand, ListImageReferrersCommand } from '@aws-sdk/client-ecr';
import { isDigest } from '../../../shared/ecr/names';
import type { Referrer, SigningStatus } from '../../../shared/model/image-detail';
import type { RepositoryKey } from '../../../shared/model/repository';
import { callEcr } from '../../ecr/call-ecr';
import type { EcrClients } from '../../ecr/ports';

export interface EcrAsked {
  clients: EcrClients;
  key: RepositoryKey;
}

/** The most that a page holds (API reference). */
const PAGE = 50;

/** All referrers of a manifest, archived ones too, at most `most`. @throws AppError. */
export async function ecrReferrers({ clients, key }: EcrAsked, digest: string, { most, signal }: { most: number; signal: AbortSignal }): Promise<Referrer[]> {
  const found: Referrer[] = [];
  let nextToken: string | undefined;
  do {
    const asked = { repositoryName: key.name, subjectId: { imageDigest: digest }, filter: { artifactStatus: 'ANY' as const }, maxResults: PAGE, ...(nextToken !== undefined && { nextToken }) };
    const page = await callEcr(clients, { ...key, repository: key.name, operation: 'ListImageReferrers' }, (client) => client.send(new ListImageReferrersCommand(asked), { abortSignal: signal }));
    for (const { digest: own, mediaType, artifactType, size, annotations, artifactStatus } of page.referrers ?? []) {
      if (own === undefined || !isDigest(own)) continue;
      found.push({
        digest: own,
        mediaType: mediaType ?? '',
        size: size ?? 0,
        subject: digest,
        foundBy: 'ecr',
        ...(artifactType !== undefined && { artifactType }),
        ...(annotations !== undefined && { annotations }),
        ...((artifactStatus === 'ARCHIVED' || artifactStatus === 'ACTIVATING') && { archived: true }),
      });
    }
    // A token that stays the same would be followed for ever.
    nextToken = page.nextToken === nextToken ? undefined : page.nextToken;
  } while (nextToken !== undefined && found.length < most);
  return found;
}

/** How ECR's own signing of an image went, by signing profile. @throws AppError. */
export async function signingStatus({ clients, key }: EcrAsked, digest: string, signal: AbortSignal): Promise<SigningStatus[]> {
  const { signingStatuses = [] } = await callEcr(clients, { ...key, repository: key.name, operation: 'DescribeImageSigningStatus' }, (client) =>
    client.send(new DescribeImageSigningStatusCommand({ repositoryName: key.name, imageId: { imageDigest: digest } }), { abortSignal: signal }),
  );
  return signingStatuses.flatMap(({ signingProfileArn, status, failureCode, failureReason }) => {
    if (status === undefined) return [];
    const failure = [failureCode, failureReason].filter((part) => part !== undefined && part !== '').join(': ');
    return [{ profileArn: signingProfileArn ?? '', status, ...(failure !== '' && { failure }) }];
  });
}
