/** A manifest of any kind, read as far as it makes sense (OCI image and distribution specs, Docker schema 1 and 2). */
import { isDigest } from '../../../shared/ecr/names';
import type { ContentPart, ManifestKind } from '../../../shared/model/image-detail';
import type { RawManifest } from '../../registry/content';
import { isIndexType } from '../../registry/media-types';
import { listOf, numberOf, objectOf, parseObject, tableOf, textOf } from './json';

export interface IndexEntry extends ContentPart {
  platform?: string;
  osVersion?: string;
  artifactType?: string;
}

export interface ManifestView {
  kind: ManifestKind;
  mediaType: string;
  artifactType?: string;
  annotations: Record<string, string>;
  subject?: string;
  config?: ContentPart;
  layers: ContentPart[];
  entries: IndexEntry[];
  /** Entries of an index, or layers, that have no digest or size. */
  malformed: number;
}

/** Most entries of an index and layers of an image that are looked at. */
const MOST = 1000;
const IMAGE_CONFIG = /^application\/vnd\.(oci\.image\.config|docker\.container\.image)\.v1\+json$/;
const NOTHING = 'application/vnd.oci.empty.v1+json';

export function viewManifest({ bytes, mediaType: said }: Pick<RawManifest, 'bytes' | 'mediaType'>): ManifestView {
  const json = parseObject(bytes.toString('utf8'));
  const mediaType = mediaTypeOf(said, json);
  const wanted = Array.isArray(json.manifests) ? json.manifests : Array.isArray(json.layers) ? json.layers : listOf(json.blobs);
  const parts = wanted.slice(0, MOST).map(entryOf);
  const good = parts.filter((part) => part !== undefined);
  const isIndex = isIndexType(mediaType) || (Array.isArray(json.manifests) && !Array.isArray(json.layers));
  const config = entryOf(json.config);
  const artifactType = textOf(json.artifactType) ?? artifactTypeOf(config);
  const subject = entryOf(json.subject)?.digest;
  return {
    kind: isIndex ? 'index' : kindOf(mediaType, json, { config, artifactType }),
    mediaType,
    annotations: tableOf(json.annotations),
    ...(artifactType !== undefined && { artifactType }),
    ...(subject !== undefined && { subject }),
    ...(!isIndex && config !== undefined && { config: partOf(config) }),
    layers: isIndex ? [] : good.map(partOf),
    entries: isIndex ? good : [],
    malformed: parts.length - good.length,
  };
}

/** `linux/arm64/v8`; undefined where it says nothing that anybody runs. */
export function platformText(value: unknown): string | undefined {
  const { os, architecture, variant } = objectOf(value);
  const parts = [os, architecture, variant].map(textOf);
  if (parts[0] === undefined || parts[1] === undefined || parts[0] === 'unknown') return undefined;
  return parts.filter((part) => part !== undefined).map((part) => part.slice(0, 60)).join('/');
}

function kindOf(mediaType: string, json: Readonly<Record<string, unknown>>, { config, artifactType }: { config: IndexEntry | undefined; artifactType: string | undefined }): ManifestKind {
  if (/docker\.distribution\.manifest\.v1/.test(mediaType) || json.schemaVersion === 1) return 'docker-v1';
  const isImage = config !== undefined && (IMAGE_CONFIG.test(config.mediaType) || config.mediaType === '');
  if (isImage && (artifactType === undefined || IMAGE_CONFIG.test(artifactType))) return 'image';
  if (config !== undefined || artifactType !== undefined || /artifact\.manifest/.test(mediaType)) return 'artifact';
  return 'unknown';
}

/** An artifact without a type of its own is of its config's type (OCI image spec, “Guidelines for Artifact Usage”). */
function artifactTypeOf(config: IndexEntry | undefined): string | undefined {
  if (config === undefined || config.mediaType === '' || config.mediaType === NOTHING || IMAGE_CONFIG.test(config.mediaType)) return undefined;
  return config.mediaType;
}

function mediaTypeOf(said: string, json: Readonly<Record<string, unknown>>): string {
  const own = textOf(json.mediaType)?.slice(0, 300);
  const isVague = said === '' || /^(application\/(json|octet-stream)|text\/plain)$/.test(said);
  return (isVague ? own : said) ?? said;
}

function entryOf(value: unknown): IndexEntry | undefined {
  const json = objectOf(value);
  const digest = textOf(json.digest);
  const size = numberOf(json.size);
  if (digest === undefined || !isDigest(digest) || size === undefined || size < 0) return undefined;
  const annotations = tableOf(json.annotations);
  const platform = platformText(json.platform);
  const osVersion = textOf(objectOf(json.platform)['os.version'])?.slice(0, 60);
  const artifactType = textOf(json.artifactType)?.slice(0, 300);
  return {
    mediaType: textOf(json.mediaType)?.slice(0, 300) ?? '',
    digest,
    size,
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(platform !== undefined && { platform }),
    ...(osVersion !== undefined && { osVersion }),
    ...(artifactType !== undefined && { artifactType }),
  };
}

const partOf = ({ mediaType, digest, size, annotations }: IndexEntry): ContentPart => ({ mediaType, digest, size, ...(annotations !== undefined && { annotations }) });
