import { AppError } from '../../../../shared/errors';
import type { Repository } from '../../../../shared/model/repository';
import { describeRepository } from '../../../ecr/repository/describe-repository';
import type { EcrClients } from '../../../ecr/ports';
import type { SourceTag } from './choose-tags';
import { describedTags, headDigests } from './list-source';
import type { RepositorySide } from './repository-side';

export interface Target {
  /** False only where ECR says that there is none: other registries make theirs by the push. */
  exists: boolean;
  /** Its settings, where ECR tells them. */
  repository?: Repository;
  /** Digests by tag, of those that were asked for at least; empty text where the registry tells none. */
  digests: ReadonlyMap<string, string>;
  notes: string[];
}

/** What the target has of these tags: one paged list at ECR, questions for each tag elsewhere. */
export async function lookAtTarget(clients: EcrClients, side: RepositorySide, tags: readonly SourceTag[], signal: AbortSignal): Promise<Target> {
  const names = tags.map(({ tag }) => tag);
  if (side.ecr === undefined) return { exists: true, digests: await digestsElsewhere(side, names, signal), notes: [] };
  const described = await describe(clients, side);
  if (described === 'missing') return { exists: false, digests: new Map(), notes: [] };
  const repository = described === 'denied' ? {} : { repository: described };
  const listed = await describedTags(clients, side, signal);
  if (listed !== undefined) return { exists: true, ...repository, digests: new Map(listed.map(({ tag, digest }) => [tag, digest ?? ''])), notes: settingsNote(described, side) };
  try {
    return { exists: true, ...repository, digests: await digestsElsewhere(side, names, signal), notes: settingsNote(described, side) };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'access-denied') throw thrown;
    return { exists: true, ...repository, digests: new Map(), notes: [`The profile may not look into ${side.host}/${side.repository}: every tag is taken for missing.`] };
  }
}

async function describe(clients: EcrClients, { ecr }: RepositorySide): Promise<Repository | 'missing' | 'denied'> {
  if (ecr === undefined) return 'denied';
  try {
    return await describeRepository(clients, ecr);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'repository-not-found') return 'missing';
    if (thrown instanceof AppError && thrown.code === 'access-denied') return 'denied';
    throw thrown;
  }
}

const settingsNote = (described: unknown, { host, repository }: RepositorySide): string[] =>
  described === 'denied' ? [`The profile may not read the settings of ${host}/${repository}: whether its tags are immutable is not known.`] : [];

/** Only tags that the registry lists are asked for; one that does not list is asked for each. */
async function digestsElsewhere(side: RepositorySide, names: readonly string[], signal: AbortSignal): Promise<Map<string, string>> {
  const registry = await side.registry();
  const listed = await registry.tags(signal).then(
    (tags) => new Set(tags),
    (thrown: unknown) => {
      if (thrown instanceof AppError && thrown.code === 'repository-not-found') return new Set<string>();
      if (thrown instanceof AppError && ['registry-failed', 'access-denied', 'registry-unauthorized'].includes(thrown.code)) return undefined;
      throw thrown;
    },
  );
  return headDigests(side, listed === undefined ? names : names.filter((name) => listed.has(name)), signal);
}
