/** The small files of an exported image: an OCI layout's, and the one that `docker load` before version 25 reads. */
import type { RawManifest } from '../../registry/content';
import { OCI_INDEX } from '../../registry/media-types';
import { blobPath } from '../archive/tree-source';
import { platformName } from '../content/choose-platform';
import type { Manifest } from '../content/manifest';

/** OCI image layout, “oci-layout file”. */
export const OCI_LAYOUT = JSON.stringify({ imageLayoutVersion: '1.0.0' });

/** `index.json`, named as containerd and skopeo name images. */
export function layoutIndex({ mediaType, digest, bytes }: RawManifest, name: string | undefined): string {
  const annotations = name === undefined ? {} : { annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1) } };
  return JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [{ mediaType, digest, size: bytes.byteLength, ...annotations }] });
}

/** `manifest.json` with the one image for `platform`; undefined when an index has none for it. */
export function dockerManifest([root, ...others]: readonly Manifest[], { name, platform }: { name: string | undefined; platform: string }): string | undefined {
  const digest = root?.kind === 'index' ? root.children.find((child) => platformName(child) === platform || platformName(child)?.startsWith(`${platform}/`) === true)?.digest : root?.raw.digest;
  const image = [root, ...others].find((manifest) => manifest?.kind === 'image' && manifest.raw.digest === digest);
  if (image?.kind !== 'image') return undefined;
  return JSON.stringify([{ Config: blobPath(image.config.digest), RepoTags: name === undefined ? null : [name], Layers: image.layers.map((layer) => blobPath(layer.digest)) }]);
}
