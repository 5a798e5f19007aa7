/** Blob uploads: one POST with the digest, POST and PUT, POST and PATCHes and PUT, mount, status, cancel. */
import type { RepositoryState } from '../state';
import { isDigest } from '../../../shared/ecr/names';
import { repositoryOf } from '../ecr/ecr-call';
import { digestInvalid, OciError } from './oci-error';
import type { RegistryCall } from './registry-call';

const INITIATE = 'ecr:InitiateLayerUpload';
const UPLOAD = 'ecr:UploadLayerPart';
const COMPLETE = 'ecr:CompleteLayerUpload';

export async function startUpload(call: RegistryCall, name: string): Promise<void> {
  const repository = call.repository(name, INITIATE);
  const { blobs, uploads } = call.services;
  const mount = call.query.get('mount');
  if (mount !== null && (await mayMount(call, mount))) return created(call, { repository, digest: mount });
  const id = await uploads.begin(name);
  const digest = call.query.get('digest');
  if (digest !== null) {
    try {
      await blobs.append(id, call.request);
    } catch (cause) {
      // Nobody was told this upload's address: it cannot be continued.
      await blobs.abandon(id);
      uploads.ended(id);
      throw cause;
    }
    return complete(call, { repository, id, digest });
  }
  call.answer(202, uploadHeaders(name, id, 0));
}

/** A blob of another repository of this registry that the caller may read; without `from`, of any of them. */
async function mayMount(call: RegistryCall, digest: string): Promise<boolean> {
  const { registry, blobs } = call.services;
  if (!isDigest(digest) || (await blobs.size(digest)) === undefined) return false;
  const from = call.query.get('from');
  const candidates = from === null ? Object.values(registry.repositories) : [repositoryOf(registry, from)];
  return candidates.some(
    (source) => source?.layers.includes(digest) === true && call.may('ecr:GetDownloadUrlForLayer', source),
  );
}

export async function appendUpload(call: RegistryCall, { name, id }: { name: string; id: string }): Promise<void> {
  call.repository(name, UPLOAD);
  const { blobs, uploads } = call.services;
  checkRange(call, { name, id, received: await uploads.received(id, name) });
  call.answer(202, uploadHeaders(name, id, await blobs.append(id, call.request)));
}

/** A chunk that says where it belongs must follow what is there. @throws OciError 416, saying where to go on. */
function checkRange(call: RegistryCall, { name, id, received }: { name: string; id: string; received: number }): void {
  const range = call.request.headers['content-range'];
  if (range === undefined) return;
  const start = /^(?:bytes )?(\d+)-\d+/.exec(range)?.[1];
  if (start === undefined || Number(start) !== received)
    throw new OciError(416, 'BLOB_UPLOAD_INVALID', 'The chunk does not follow what was received.', uploadHeaders(name, id, received));
}

export async function finishUpload(call: RegistryCall, { name, id }: { name: string; id: string }): Promise<void> {
  const repository = call.repository(name, COMPLETE);
  const { blobs, uploads } = call.services;
  checkRange(call, { name, id, received: await uploads.received(id, name) });
  const digest = call.query.get('digest') ?? '';
  await blobs.append(id, call.request);
  await complete(call, { repository, id, digest });
}

export async function uploadStatus(call: RegistryCall, { name, id }: { name: string; id: string }): Promise<void> {
  call.repository(name, UPLOAD);
  call.answer(204, uploadHeaders(name, id, await call.services.uploads.received(id, name)));
}

export async function cancelUpload(call: RegistryCall, { name, id }: { name: string; id: string }): Promise<void> {
  call.repository(name, UPLOAD);
  await call.services.uploads.received(id, name);
  await call.services.blobs.abandon(id);
  call.services.uploads.ended(id);
  call.answer(204, {});
}

async function complete(call: RegistryCall, done: { repository: RepositoryState; id: string; digest: string }): Promise<void> {
  const { blobs, uploads } = call.services;
  if (!isDigest(done.digest)) {
    await blobs.abandon(done.id);
    uploads.ended(done.id);
    throw digestInvalid();
  }
  const agrees = await blobs.finish(done.id, done.digest);
  uploads.ended(done.id);
  if (!agrees) throw digestInvalid();
  created(call, done);
}

function created(call: RegistryCall, { repository, digest }: { repository: RepositoryState; digest: string }): void {
  if (!repository.layers.includes(digest)) {
    repository.layers.push(digest);
    call.services.onChange();
  }
  call.answer(201, { location: `/v2/${repository.name}/blobs/${digest}`, 'docker-content-digest': digest });
}

const uploadHeaders = (name: string, id: string, received: number): Record<string, string> => ({
  location: `/v2/${name}/blobs/uploads/${id}`,
  'docker-upload-uuid': id,
  // An empty range is written 0-0, as distribution does; clients know it from the status of the call.
  range: `0-${Math.max(received - 1, 0)}`,
});
