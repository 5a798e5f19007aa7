import { isUtf8 } from 'node:buffer';
import { isDigest, isTag } from '../../../shared/ecr/names';
import { ApiError } from '../api/api-error';
import { childrenOf } from '../ecr/manifest';
import { imageStatus } from '../ecr/storage-class';
import { storeImage } from '../ecr/put-image';
import type { ImageState, RepositoryState } from '../state';
import { digestInvalid, OciError } from './oci-error';
import type { RegistryCall } from './registry-call';

/** ECR's quota for a manifest, in bytes. */
const MANIFEST_LIMIT = 4_194_304;

interface ManifestName {
  name: string;
  /** Tag or digest. */
  reference: string;
}

/** GET and HEAD of a manifest: the bytes as they were pushed. */
export function serveManifest(call: RegistryCall, { name, reference }: ManifestName): void {
  const repository = call.repository(name, 'ecr:BatchGetImage');
  const image = find(repository, reference);
  if (image === undefined) throw manifestUnknown(call, { name, reference });
  if (imageStatus(image, call.services.now()) !== 'ACTIVE') throw new OciError(404, 'MANIFEST_UNKNOWN', `The image ${image.digest} is archived; restore it to pull it.`);
  if (!call.isHead) {
    image.lastPulledAt = call.services.now();
    call.services.onChange();
  }
  const headers = { 'content-type': image.mediaType, 'docker-content-digest': image.digest, etag: `"${image.digest}"` };
  call.answer(200, headers, Buffer.from(image.manifest, 'base64'));
}

export async function storeManifest(call: RegistryCall, { name, reference }: ManifestName): Promise<void> {
  const repository = call.repository(name, 'ecr:PutImage');
  const bytes = await readManifestBody(call);
  // Text that is not UTF-8 would be stored as other bytes than were sent, under another digest.
  if (!isUtf8(bytes)) throw new OciError(400, 'MANIFEST_INVALID', 'The image manifest is not UTF-8.');
  const mediaType = call.request.headers['content-type']?.split(';')[0]?.trim();
  const { registry, now, onChange } = call.services;
  const target = isDigest(reference) ? { digest: reference, tag: undefined } : { tag: reference };
  try {
    const image = storeImage(repository, { manifest: bytes.toString('utf8'), mediaType, ...target, accountId: registry.accountId, now: now() });
    onChange();
    return created(call, { name, image });
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    // Pushing what is there already is no failure on this side of ECR.
    const same = thrown.name === 'ImageAlreadyExistsException' ? find(repository, reference) : undefined;
    if (same !== undefined) return created(call, { name, image: same });
    throw ociErrorOf(thrown);
  }
}

export function removeManifest(call: RegistryCall, { name, reference }: ManifestName): void {
  const repository = call.repository(name, 'ecr:BatchDeleteImage');
  const image = find(repository, reference);
  if (image === undefined) throw manifestUnknown(call, { name, reference });
  const parent = Object.values(repository.images).find((other) => other !== image && childrenOf(other).includes(image.digest));
  const tags = Object.keys(repository.tags).filter((tag) => repository.tags[tag] === image.digest);
  const isLast = isDigest(reference) || tags.length === 1;
  if (isLast && parent !== undefined) throw new OciError(405, 'UNSUPPORTED', `The image is referenced by the manifest list ${parent.digest}.`);
  for (const tag of isDigest(reference) ? tags : [reference]) delete repository.tags[tag];
  // Deleting the last tag deletes the image, as in ECR.
  if (isLast) delete repository.images[image.digest];
  call.services.onChange();
  call.answer(202, {});
}

/** Images whose `subject` is this digest, as an index; with `artifactType` only those of that type. */
export function listReferrers(call: RegistryCall, { name, digest }: { name: string; digest: string }): void {
  const repository = call.repository(name, 'ecr:BatchGetImage');
  if (!isDigest(digest)) throw digestInvalid();
  const wanted = call.query.get('artifactType');
  const manifests = Object.values(repository.images)
    .filter(({ subject, artifactMediaType }) => subject === digest && (wanted === null || artifactMediaType === wanted))
    .map(referrer);
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const filtered: Record<string, string> = wanted === null ? {} : { 'oci-filters-applied': 'artifactType' };
  call.answer(200, { 'content-type': mediaType, ...filtered }, JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
}

function referrer({ mediaType, digest, manifest, artifactMediaType }: ImageState): object {
  const bytes = Buffer.from(manifest, 'base64');
  const { annotations } = JSON.parse(bytes.toString('utf8')) as { annotations?: unknown };
  return {
    mediaType,
    digest,
    size: bytes.length,
    ...(artifactMediaType !== undefined && { artifactType: artifactMediaType }),
    ...(annotations !== undefined && { annotations }),
  };
}

/** Tags in order, `n` at a time, with the specification's `Link` to the next ones. */
export function listTags(call: RegistryCall, name: string): void {
  const repository = call.repository(name, 'ecr:ListImages');
  const last = call.query.get('last');
  const count = Math.min(Math.max(Number(call.query.get('n') ?? '1000') || 1000, 1), 1000);
  const all = Object.keys(repository.tags).sort().filter((tag) => last === null || tag > last);
  const tags = all.slice(0, count);
  const next: Record<string, string> = all.length > count ? { link: `</v2/${name}/tags/list?n=${count}&last=${encodeURIComponent(tags[count - 1] as string)}>; rel="next"` } : {};
  call.answer(200, { 'content-type': 'application/json', ...next }, JSON.stringify({ name, tags }));
}

function find(repository: RepositoryState, reference: string): ImageState | undefined {
  const tagged = isTag(reference) && Object.hasOwn(repository.tags, reference) ? repository.tags[reference] : undefined;
  const digest = isDigest(reference) ? reference : tagged;
  return digest !== undefined && Object.hasOwn(repository.images, digest) ? repository.images[digest] : undefined;
}

function created(call: RegistryCall, { name, image }: { name: string; image: ImageState }): void {
  const subject: Record<string, string> = image.subject === undefined ? {} : { 'oci-subject': image.subject };
  call.answer(201, { location: `/v2/${name}/manifests/${image.digest}`, 'docker-content-digest': image.digest, ...subject });
}

function manifestUnknown(call: RegistryCall, { name, reference }: ManifestName): OciError {
  const kind = isDigest(reference) ? 'imageDigest' : 'imageTag';
  return new OciError(404, 'MANIFEST_UNKNOWN', `The image with imageId {${kind}:'${reference}'} does not exist within the repository with name '${name}' in the registry with id '${call.services.registry.accountId}'`);
}

/** The API's errors as the registry words them. */
function ociErrorOf({ name, message }: ApiError): OciError {
  switch (name) {
    case 'ImageTagAlreadyExistsException':
      return new OciError(400, 'TAG_INVALID', message);
    case 'LayersNotFoundException':
    case 'ReferencedImagesNotFoundException':
      return new OciError(404, 'MANIFEST_BLOB_UNKNOWN', message);
    case 'ImageDigestDoesNotMatchException':
      return new OciError(400, 'DIGEST_INVALID', message);
    case 'LimitExceededException':
      return new OciError(403, 'DENIED', message);
    default:
      return new OciError(400, 'MANIFEST_INVALID', message);
  }
}

async function readManifestBody(call: RegistryCall): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of call.request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MANIFEST_LIMIT) throw new OciError(413, 'SIZE_INVALID', 'The manifest is larger than 4 MiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
