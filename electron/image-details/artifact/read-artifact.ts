/** An artifact with its files, as far as they are text that a person can read. */
import { AppError, toAppError } from '../../../shared/errors';
import type { Artifact, ArtifactFile, ContentPart } from '../../../shared/model/image-detail';
import { type ImageContent } from '../image-content';
import { parseJson } from '../parse/json';
import { viewManifest } from '../parse/manifest-view';
import { showManifest } from '../show-manifest';
import { describeDocument } from './describe-document';
import { unwrapped } from './unwrapped';

/** Files that are listed; of each at most so much text. */
const MOST_FILES = 50;
const TEXT_LIMIT = 512 * 1024;
/** A larger file is not read for being shown. */
const READ_LIMIT = 4 * 1024 * 1024;
/** Bytes that are read for one artifact in all. */
const READ_IN_ALL = 16 * 1024 * 1024;

/** The config comes first where it says anything (a chart's Chart.yaml). @throws AppError for the manifest; a file that fails says why. */
export async function readArtifact(content: ImageContent, digest: string, signal: AbortSignal): Promise<Artifact> {
  const raw = await content.manifest(digest, signal);
  const manifest = await showManifest(content, raw, { signal });
  if (viewManifest(raw).kind === 'index') throw new AppError('unsupported', 'This is an index of several images.', { hint: 'Open it as an image.' });
  const parts = [...(manifest.kind === 'artifact' && saysSomething(manifest.config) ? [manifest.config] : []), ...manifest.layers];
  const files: ArtifactFile[] = [];
  let read = 0;
  for (const part of parts.slice(0, MOST_FILES)) {
    const isWorthReading = isText(part) && part.size <= READ_LIMIT && read + part.size <= READ_IN_ALL;
    if (isWorthReading) read += part.size;
    files.push(await fileOf(content, part, isWorthReading, signal));
  }
  return { manifest, files, moreFiles: Math.max(0, parts.length - MOST_FILES) };
}

async function fileOf(content: ImageContent, part: ContentPart, isWorthReading: boolean, signal: AbortSignal): Promise<ArtifactFile> {
  const title = part.annotations?.['org.opencontainers.image.title'];
  const file = { ...part, isCut: false, facts: [], packages: [], packageTotal: 0, ...(title !== undefined && { title }) };
  if (!isWorthReading) return { ...file, note: isText(part) ? 'It is too large to be shown here.' : 'It is no text.' };
  try {
    const bytes = await content.blob(part, signal);
    const text = bytes.toString('utf8');
    if (text.includes('\0') || !Buffer.from(text).equals(bytes)) return { ...file, note: 'It is no text.' };
    const json = parseJson(text);
    if (json === undefined) return { ...file, ...cut(text) };
    const { document, note } = unwrapped(json);
    return { ...file, ...cut(JSON.stringify(document, null, 2)), ...describeDocument(document), ...(note !== undefined && { note }) };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'cancelled') throw error;
    return { ...file, note: error.message };
  }
}

const cut = (text: string): { text: string; isCut: boolean } => ({ text: text.slice(0, TEXT_LIMIT), isCut: text.length > TEXT_LIMIT });

/** Tars, compressed files and modules are not read; what has an unknown type and is small may be text. */
const isText = ({ mediaType, size }: ContentPart): boolean =>
  /json|text\/|xml|yaml|spdx|in-toto|jose|\.sig\b|simplesigning/.test(mediaType) || (size <= 64 * 1024 && !/gzip|zstd|tar|wasm|cose|octet-stream/.test(mediaType));

const saysSomething = (config: ContentPart | undefined): config is ContentPart => config !== undefined && config.size > 2 && !/oci\.empty/.test(config.mediaType);
