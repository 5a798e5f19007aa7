/** An image that the engine saved as an OCI layout with compressed layers (containerd's image store): pushed as it is. */
import { z } from 'zod';
import { isDigest } from '../../../shared/ecr/names';
import type { RawManifest } from '../../registry/content';
import { digestOf } from '../../registry/registry-client';
import { parseJson } from '../archive/file-tree';
import { malformed } from '../archive/malformed';
import { blobPath } from '../archive/tree-source';
import { isForeign, type Manifest, parseManifest } from '../content/manifest';
import type { SavedIntake } from './saved-intake';

const Index = z.object({ manifests: z.array(z.object({ mediaType: z.string(), digest: z.string().refine(isDigest) })).min(1) });

/**
 * The root to push: an index whose platforms are all there, or the one platform of it that the engine has. Undefined when the archive is none
 * of these, or its layers are bare: then its `manifest.json` counts. @throws AppError `file-malformed`.
 */
export function wholeImage(intake: SavedIntake, name: string): RawManifest | undefined {
  const text = intake.text('index.json');
  const first = text === undefined ? undefined : Index.safeParse(parseJson(text)).data?.manifests[0];
  const root = first === undefined ? undefined : manifestAt(intake, first, name);
  if (root === undefined || root.kind === 'image') return root !== undefined && isWhole(intake, root) ? root.raw : undefined;
  const children = root.children.map((child) => manifestAt(intake, child, name));
  if (children.every((child) => child !== undefined && isWhole(intake, child))) return root.raw;
  const whole = children.filter((child) => child?.kind === 'image' && isWhole(intake, child));
  return whole.length === 1 ? whole[0]?.raw : undefined;
}

function manifestAt(intake: SavedIntake, { digest, mediaType }: { digest: string; mediaType: string }, name: string): Manifest | undefined {
  const bytes = intake.text(blobPath(digest));
  if (bytes === undefined) return undefined;
  if (digestOf(bytes) !== digest) throw malformed(name, `manifest ${digest.slice(7, 19)} is damaged`);
  intake.ready.addText(digest, bytes);
  return parseManifest({ bytes, digest, mediaType });
}

/** Its configuration and layers came under their digests: a bare layer was pressed, and has another one now. */
function isWhole(intake: SavedIntake, manifest: Manifest): boolean {
  if (manifest.kind === 'index') return manifest.children.every(({ digest }) => intake.ready.has(digest));
  return [manifest.config, ...manifest.layers.filter((layer) => !isForeign(layer))].every(({ digest }) => {
    const text = intake.text(blobPath(digest));
    if (text !== undefined && digestOf(text) === digest) intake.ready.addText(digest, text);
    return intake.ready.has(digest);
  });
}
