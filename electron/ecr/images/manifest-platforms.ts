/** What a manifest says of platforms: pure reading of JSON that strangers wrote. */
import { z } from 'zod';

const Platform = z.object({
  os: z.string().optional(),
  architecture: z.string().optional(),
  variant: z.string().optional(),
});
type Platform = z.infer<typeof Platform>;

const Manifest = z.object({
  manifests: z.array(z.object({ digest: z.string(), platform: Platform.optional() })).optional(),
  config: z.object({ digest: z.string(), mediaType: z.string().optional() }).optional(),
});

/** What became of one manifest: an index with its children, an image with a config to read, or neither. */
export type ManifestReading =
  | { kind: 'index'; children: { digest: string; platform?: string }[]; platforms: string[] }
  | { kind: 'image'; configDigest: string }
  | { kind: 'other' };

/** Reads the text of a manifest; never fails: what is no image (a signature, an SBOM, nonsense) is `other`. */
export function readManifest(text: string): ManifestReading {
  const manifest = Manifest.safeParse(parsed(text));
  if (!manifest.success) return { kind: 'other' };
  const { manifests, config } = manifest.data;
  if (manifests !== undefined) {
    const children = manifests.map(({ digest, platform }) => {
      const name = platformName(platform);
      return { digest, ...(name !== undefined && { platform: name }) };
    });
    return {
      kind: 'index',
      children,
      platforms: [...new Set(children.flatMap((child) => child.platform ?? []))],
    };
  }
  const isImage = /^application\/vnd\.(oci\.image\.config|docker\.container\.image)\.v1\+json$/;
  if (config !== undefined && (config.mediaType === undefined || isImage.test(config.mediaType))) {
    return { kind: 'image', configDigest: config.digest };
  }
  return { kind: 'other' };
}

/** The platform that an image's config names, as `linux/arm64/v8`. */
export function platformOfConfig(text: string): string | undefined {
  const platform = Platform.safeParse(parsed(text));
  return platform.success ? platformName(platform.data) : undefined;
}

/** BuildKit marks attestations with the platform unknown/unknown: no platform anybody runs. */
function platformName({ os, architecture, variant }: Platform = {}): string | undefined {
  if (!os || !architecture || os === 'unknown' || architecture === 'unknown') return undefined;
  return [os, architecture, ...(variant ? [variant] : [])].join('/');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
