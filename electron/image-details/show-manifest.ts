import { AppError, toAppError, toWireError } from '../../shared/errors';
import type { ShownManifest } from '../../shared/model/image-detail';
import type { RawManifest } from '../registry/content';
import type { ImageContent } from './image-content';
import { readImageConfig } from './parse/image-config';
import { type ManifestView, viewManifest } from './parse/manifest-view';

/** A manifest that is no index, with its config where it has one. @throws AppError only when cancelled: a config that cannot be read says why. */
export async function showManifest(content: ImageContent, raw: RawManifest, { signal, platform }: { signal: AbortSignal; platform?: string | undefined }): Promise<ShownManifest> {
  const view = viewManifest(raw);
  const config = view.kind === 'image' ? await configOf(content, view, signal) : {};
  const own = config.image?.platform ?? platform;
  return {
    kind: view.kind,
    digest: raw.digest,
    mediaType: view.mediaType,
    size: raw.bytes.length,
    annotations: view.annotations,
    layers: view.layers,
    ...(own !== undefined && { platform: own }),
    ...(view.artifactType !== undefined && { artifactType: view.artifactType }),
    ...(view.subject !== undefined && { subject: view.subject }),
    ...(view.config !== undefined && { config: view.config }),
    ...config,
  };
}

async function configOf(content: ImageContent, { config }: ManifestView, signal: AbortSignal): Promise<Pick<ShownManifest, 'image' | 'configProblem'>> {
  if (config === undefined) return {};
  try {
    return { image: readImageConfig((await content.blob(config, signal)).toString('utf8')) };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error instanceof AppError && error.code === 'cancelled') throw error;
    return { configProblem: toWireError(error) };
  }
}
