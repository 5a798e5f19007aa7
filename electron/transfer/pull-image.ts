import { formatImageReference, type ImageReference, manifestName } from '../../shared/ecr/image-reference';
import type { JobOutcome } from '../../shared/model/moving/job';
import { explained } from './explained';
import type { RegistryAccess, TransferContext, TransferDocker } from './ports';
import { ProgressBoard } from './progress-board';

/** Pulls into the local Docker, with the identity that fits the registry. `platform` is `OS/ARCH[/VARIANT]`. */
export async function pullImage(
  { docker, access }: { docker: Pick<TransferDocker, 'pull'>; access: RegistryAccess },
  { reference, profile, platform }: { reference: ImageReference; profile?: string; platform?: string },
  { signal, report }: TransferContext,
): Promise<JobOutcome> {
  const board = new ProgressBoard(report);
  board.step('Pulling');
  const credentials = await access.credentials(reference.host, profile);
  const source = { host: reference.host, repository: reference.repository, reference: manifestName(reference) };
  const { digest } = await explained(access, () => profile, () =>
    docker.pull(source, {
      signal,
      onProgress: (parts) => board.replace(parts),
      ...(credentials !== undefined && { credentials }),
      ...(platform !== undefined && { platform }),
    }),
  );
  const known = digest ?? reference.digest;
  const named = reference.digest === undefined && reference.tag === undefined ? { ...reference, tag: 'latest' } : reference;
  return { reference: formatImageReference(named), ...(known !== undefined && { digest: known }) };
}
