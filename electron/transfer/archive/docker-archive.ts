import { z } from 'zod';
import { ConfigPlatform, platformOfConfig, type CataloguedImage } from './catalogued-image';
import { type FileTree, parseJson, readSmall, shown } from './file-tree';
import { malformed } from './malformed';

/** The `manifest.json` of a `docker save` archive (moby: `tarexport`). */
export const SavedImages = z
  .array(
    z.object({
      Config: z.string(),
      RepoTags: z.array(z.string()).nullish().transform((tags) => tags ?? []),
      Layers: z.array(z.string()).max(10_000).nullish().transform((layers) => layers ?? []),
    }),
  )
  .min(1)
  .max(10_000);
export type SavedImage = z.infer<typeof SavedImages>[number];

/** An image of a `docker save` archive. */
export interface SavedArchiveImage extends CataloguedImage {
  saved: SavedImage;
}

/** @throws AppError `file-malformed`, also where a file that it names is missing. */
export async function savedImages(tree: FileTree, file: string): Promise<SavedArchiveImage[]> {
  const saved = SavedImages.safeParse(parseJson(await readSmall(tree, 'manifest.json', { file })));
  if (!saved.success) throw malformed(file, 'its manifest.json is damaged');
  const images: SavedArchiveImage[] = [];
  for (const image of saved.data) {
    const config = ConfigPlatform.safeParse(parseJson(await readSmall(tree, image.Config, { file }))).data;
    for (const path of image.Layers) {
      if ((await tree.size(path)) === undefined) throw malformed(file, `${shown(path)} is missing`);
    }
    const platform = platformOfConfig(config);
    images.push({ names: image.RepoTags, aliases: [], platforms: platform === undefined ? [] : [platform], saved: image });
  }
  return images;
}
