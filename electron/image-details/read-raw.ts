import { AppError } from '../../shared/errors';
import type { AskRaw } from '../../shared/model/image-detail';
import type { RawManifest } from '../registry/content';
import type { ImageContent } from './image-content';
import { viewManifest } from './parse/manifest-view';

/** The exact bytes of a manifest, or of its config. @throws AppError `unsupported` where it has none. */
export async function readRaw(content: ImageContent, { digest, part }: Pick<AskRaw, 'digest' | 'part'>, signal: AbortSignal): Promise<RawManifest> {
  const raw = await content.manifest(digest, signal);
  const view = viewManifest(raw);
  if (part === 'manifest') return { ...raw, mediaType: view.mediaType };
  const { config } = view;
  if (config === undefined) throw new AppError('unsupported', 'This manifest has no config.', { hint: 'An index has none; choose one of its platforms.' });
  return { digest: config.digest, mediaType: config.mediaType, bytes: await content.blob(config, signal) };
}
