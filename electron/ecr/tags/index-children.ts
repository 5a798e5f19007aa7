/** The images that an index shall have: read from the repository, each with its platform. */
import { z } from 'zod';
import { isDigest, isTag } from '../../../shared/ecr/names';
import { AppError } from '../../../shared/errors';
import type { RepositoryKey } from '../../../shared/model/repository';
import type { ComposeIndex } from '../../../shared/model/moving/tags';
import { isIndexType } from '../../registry/media-types';
import { readConfig, type FetchBytes } from '../images/read-config';
import type { EcrClients } from '../ports';
import { runs, type ChildPlatform, type IndexChild } from './compose-index';
import { noImage, storedImages, type StoredImage } from './stored-images';

type Wanted = ComposeIndex['children'][number];

const PlatformJson = z.object({
  os: z.string().min(1),
  architecture: z.string().min(1),
  variant: z.string().min(1).optional().catch(undefined),
  'os.version': z.string().min(1).optional().catch(undefined),
  'os.features': z.array(z.string()).min(1).optional().catch(undefined),
});
const ImageJson = z.object({ config: z.object({ digest: z.string().refine(isDigest), mediaType: z.string().optional() }) });
const IndexJson = z.object({
  manifests: z.array(
    z.object({ mediaType: z.string(), digest: z.string().refine(isDigest), size: z.number().int().min(0), platform: PlatformJson.optional(), annotations: z.record(z.string(), z.string()).optional() }),
  ),
});

/** Configs that are read at the same time. */
const AT_ONCE = 8;

/**
 * The entries for these images. One that is an index itself gives its own entries, with their platforms and attestations: that is
 * how an image of one platform is usually pushed by BuildKit, and an index of indexes is pulled by few clients.
 * @throws AppError `image-not-found`; `invalid-input` for what has no platform and got none.
 */
export async function indexChildren(ports: { clients: EcrClients; fetchBytes: FetchBytes }, key: RepositoryKey, wanted: readonly Wanted[]): Promise<IndexChild[]> {
  for (const { image } of wanted)
    if (!isDigest(image) && !isTag(image)) throw new AppError('invalid-input', `“${image.slice(0, 140)}” is neither a tag nor a digest.`, { hint: 'Name an image of this repository.' });
  const images = await storedImages(ports.clients, key, [...new Set(wanted.map(({ image }) => image))]);
  const entries: IndexChild[][] = [];
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    const some = wanted.slice(start, start + AT_ONCE);
    entries.push(...(await Promise.all(some.map((each) => childrenOf(ports, key, { image: images.get(each.image) ?? noImage(key, each.image), wanted: each })))));
  }
  return entries.flat();
}

async function childrenOf(ports: { clients: EcrClients; fetchBytes: FetchBytes }, key: RepositoryKey, { image, wanted }: { image: StoredImage; wanted: Wanted }): Promise<IndexChild[]> {
  const told = wanted.platform === undefined ? undefined : platformNamed(wanted.platform);
  if (isIndexType(image.mediaType)) return flattened(image, wanted, told);
  const { mediaType, digest, size } = image;
  const platform = told ?? (await platformIn(ports, key, image));
  if (platform === undefined) throw noPlatform(wanted);
  return [{ mediaType, digest, size, platform }];
}

function flattened(image: StoredImage, wanted: Wanted, told: ChildPlatform | undefined): IndexChild[] {
  const index = IndexJson.safeParse(parsed(image.text)).data;
  if (index === undefined) throw new AppError('registry-failed', `The index ${wanted.image.slice(0, 140)} is malformed.`, { hint: 'Push it again.' });
  const entries = index.manifests.map(({ platform, ...rest }): IndexChild => {
    if (isIndexType(rest.mediaType)) throw new AppError('unsupported', `${wanted.image.slice(0, 140)} is an index of indexes.`, { hint: 'Choose the images below it, by digest.' });
    const known = platform ?? told;
    if (known === undefined) throw noPlatform(wanted);
    return { ...rest, platform: known };
  });
  if (told === undefined) return entries;
  const running = entries.filter(runs);
  if (running.length !== 1)
    throw new AppError('invalid-input', `${wanted.image.slice(0, 140)} is an index of ${running.length} images: one platform cannot stand for them.`, { hint: 'Leave the platform out, or choose one of its images.' });
  return entries.map((entry) => (runs(entry) ? { ...entry, platform: told } : entry));
}

async function platformIn({ clients, fetchBytes }: { clients: EcrClients; fetchBytes: FetchBytes }, key: RepositoryKey, image: StoredImage): Promise<ChildPlatform | undefined> {
  const config = ImageJson.safeParse(parsed(image.text)).data?.config;
  if (config === undefined) return undefined;
  const text = await readConfig(clients, key, { digest: config.digest, fetchBytes });
  return text === undefined ? undefined : PlatformJson.safeParse(parsed(text)).data;
}

function platformNamed(name: string): ChildPlatform {
  const [os = '', architecture = '', variant, ...more] = name.split('/');
  if (!/^[a-z0-9]+$/.test(os) || !/^[a-z0-9_]+$/.test(architecture) || more.length > 0)
    throw new AppError('invalid-input', `“${name.slice(0, 100)}” is no platform.`, { hint: 'A platform looks like linux/amd64 or linux/arm/v7.' });
  return { os, architecture, ...(variant !== undefined && variant !== '' && { variant }) };
}

const noPlatform = ({ image }: Wanted): AppError =>
  new AppError('invalid-input', `${image.slice(0, 140)} does not say which platform it is for.`, { hint: 'Say it, like linux/amd64.' });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
