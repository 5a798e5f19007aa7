import type { RegistrySession } from './registry-session';

/** Begins an upload and cancels it (OCI distribution, “Cancel a Blob Upload”); a registry that cannot cancel lets it lapse. @throws AppError, as the beginning is refused. */
export async function tryUpload({ session, repository, signal }: { session: RegistrySession; repository: string; signal: AbortSignal }): Promise<void> {
  const about = { repository, action: 'push' as const };
  const begun = await session.call({ method: 'POST', path: `${repository}/blobs/uploads/`, about, accept: [202], signal });
  begun.body.discard();
  const { location } = begun.headers;
  if (location === undefined) return;
  await session.call({ method: 'DELETE', path: new URL(location, begun.url), about, accept: [200, 202, 204, 404, 405], signal }).then(
    ({ body }) => body.discard(),
    () => undefined,
  );
}
