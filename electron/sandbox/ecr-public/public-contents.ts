/** What a public repository holds and shows. */
import { z } from 'zod';
import { page } from '../api/page';
import { seconds } from '../ecr/fields';
import type { PublicRepositoryState } from '../state';

interface Asked {
  accountId: string;
  nextToken: string | undefined;
  maxResults: number | undefined;
}

/** Its images as DescribeImages of ECR Public tells them, by digest. @throws ApiError for a token of another question. */
export function publicImagePage({ name, contents = { images: {}, tags: {} } }: PublicRepositoryState, { accountId, nextToken, maxResults }: Asked): { items: object[]; nextToken?: string } {
  const { items, ...more } = page({
    items: Object.values(contents.images),
    keyOf: ({ digest }) => digest,
    question: ['ecr-public images', accountId, name],
    nextToken,
    maxResults,
  });
  return {
    items: items.map(({ digest, sizeBytes, pushedAt, mediaType, artifactMediaType }) => {
      const imageTags = Object.entries(contents.tags).flatMap(([tag, its]) => (its === digest ? [tag] : []));
      return {
        registryId: accountId,
        repositoryName: name,
        imageDigest: digest,
        ...(imageTags.length > 0 && { imageTags }),
        imageSizeInBytes: sizeBytes,
        imagePushedAt: seconds(pushedAt),
        imageManifestMediaType: mediaType,
        ...(artifactMediaType !== undefined && { artifactMediaType }),
      };
    }),
    ...more,
  };
}

const Kept = z.looseObject({ logoImageBlob: z.string().optional() });

/** The gallery serves a logo from an address; the sandbox has it in the address. */
export function shownCatalog({ catalogData = {} }: PublicRepositoryState): object {
  const { logoImageBlob, ...texts } = Kept.parse(catalogData);
  return { ...texts, ...(logoImageBlob !== undefined && { logoUrl: `data:image/png;base64,${logoImageBlob}` }) };
}
