import { z } from 'zod';
import { isDigest } from '../../../shared/ecr/names';
import type { RawManifest } from '../../registry/content';
import { platformName } from '../content/choose-platform';
import { type Manifest, parseManifest } from '../content/manifest';
import { ConfigPlatform, platformOfConfig, type CataloguedImage } from './catalogued-image';
import { parseJson, readSmall, type FileTree } from './file-tree';
import { malformed } from './malformed';
import { blobPath, treeSource } from './tree-source';

const Index = z.object({
  manifests: z
    .array(
      z.object({
        mediaType: z.string().default(''),
        digest: z.string().refine(isDigest),
        size: z.number(),
        annotations: z.record(z.string(), z.string()).nullish(),
      }),
    )
    .max(10_000),
});

/** An image of an OCI layout, its manifest read. */
export interface LayoutImage extends CataloguedImage {
  digest: string;
  root: RawManifest;
  /** Whether its layers are bare tars, as Docker from 25 on saves them: those are worth compressing before a push. */
  bare: boolean;
}

/** Names as `docker save` (containerd's annotation, then the tag alone), skopeo and others write them. */
const NAMES = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'];

/** The images and indexes of a layout, each once. @throws AppError `file-malformed`. */
export async function layoutImages(tree: FileTree, file: string): Promise<LayoutImage[]> {
  const index = Index.safeParse(parseJson(await readSmall(tree, 'index.json', { file })));
  if (!index.success) throw malformed(file, 'its index.json is damaged');
  const images = new Map<string, LayoutImage>();
  const source = treeSource(tree, file);
  for (const { digest, mediaType, annotations } of index.data.manifests) {
    const names = NAMES.flatMap((name) => annotations?.[name] ?? []);
    const known = images.get(digest);
    const said = await source.manifest(digest, new AbortController().signal);
    const manifest = known === undefined ? parsed({ ...said, mediaType }, file) : undefined;
    const image = known ?? {
      digest,
      root: (manifest as Manifest).raw,
      names: [],
      aliases: [],
      platforms: await platformsOf(tree, manifest as Manifest),
      bare: manifest?.kind === 'image' && manifest.layers.some((layer) => layer.mediaType.endsWith('.tar')),
    };
    const [first, ...others] = names;
    images.set(digest, { ...image, names: [...image.names, ...(first === undefined ? [] : [first])], aliases: [...image.aliases, ...others] });
  }
  return [...images.values()];
}

/** What a registry would be blamed for is here the archive's fault. */
function parsed(raw: RawManifest, file: string): Manifest {
  try {
    return parseManifest(raw);
  } catch (thrown) {
    throw malformed(file, `manifest ${raw.digest.slice(7, 19)} is none that Berth can read`, thrown);
  }
}

async function platformsOf(tree: FileTree, manifest: Manifest): Promise<string[]> {
  if (manifest.kind === 'index') return manifest.children.flatMap((child) => platformName(child) ?? []).filter((name) => name !== 'unknown/unknown');
  const config = await readSmall(tree, blobPath(manifest.config.digest), { file: '' }).catch(() => undefined);
  const platform = platformOfConfig(ConfigPlatform.safeParse(config === undefined ? undefined : parseJson(config)).data);
  return platform === undefined ? [] : [platform];
}
