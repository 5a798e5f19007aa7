import { savedImages, type SavedArchiveImage } from './docker-archive';
import type { FileTree } from './file-tree';
import { layoutImages, type LayoutImage } from './oci-layout';
import { malformed } from './malformed';

/** What an archive holds, and in which of the two forms it is to be read. */
export type Catalogue = { format: 'oci-layout'; images: LayoutImage[] } | { format: 'docker-archive'; images: SavedArchiveImage[] };

/**
 * Docker from 25 on writes both forms into one archive. As an OCI layout the image keeps its bytes, so its digest; where its layers are
 * bare tars it is read as a `docker save` archive, because those are compressed before a push. @throws AppError `file-malformed`.
 */
export async function catalogue(tree: FileTree, file: string): Promise<Catalogue> {
  const [oci, saved] = [await tree.size('index.json'), await tree.size('manifest.json')];
  if (oci !== undefined) {
    const images = await layoutImages(tree, file);
    if (saved === undefined || !images.some(({ bare }) => bare)) {
      if (images.length === 0) throw malformed(file, 'it holds no image');
      return { format: 'oci-layout', images };
    }
  }
  if (saved === undefined) throw malformed(file, 'it has neither an index.json nor a manifest.json');
  return { format: 'docker-archive', images: await savedImages(tree, file) };
}
