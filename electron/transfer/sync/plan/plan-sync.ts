import { estimateTransfer } from '../../../../shared/ecr/moving/estimate';
import type { SyncPlan, SyncRepository } from '../../../../shared/model/moving/sync';
import { offerPullThrough } from '../../../ecr/replication/offer-pull-through';
import { offerReplication } from '../../../ecr/replication/offer-replication';
import type { RegistrySide } from '../../../ecr/replication/registry-side';
import { isMoved } from './compare';
import { measureImages } from './measure-images';
import { prepareSync } from './prepare-sync';
import { accountOf, regionOf, type RepositorySide, type SidePorts } from './repository-side';

export interface PlanPorts extends SidePorts {
  /** Bytes a second of this machine's last transfers; undefined while there were none. */
  measuredSpeed(): number | undefined;
  /** Region of AWS that this machine runs in, where that is known. */
  machineRegion?: string;
}

/** Item by item what a sync would do, what it would take, and what AWS could do instead. Changes nothing. @throws AppError. */
export async function planSync(ports: PlanPorts, request: SyncRepository, signal: AbortSignal): Promise<SyncPlan> {
  const { from, to, tags, items, target, carry, notes } = await prepareSync(ports, request, signal);
  const moved = new Set(items.filter((item) => isMoved(item, request)).map(({ tag }) => tag));
  const moving = tags.filter(({ tag }) => moved.has(tag));
  const [sizes, replication, pullThrough] = await Promise.all([
    measureImages(ports.clients, from, moving, signal),
    offerReplication(ports.clients, asRegistry(from), asRegistry(to)),
    offerPullThrough(ports.clients, asRegistry(from), asRegistry(to)),
  ]);
  const measuredSpeed = ports.measuredSpeed();
  return {
    items: items.map((item) => ({ ...item, bytes: sizes.byDigest.get(item.digest) ?? item.bytes })),
    carry: carry.items.map(({ what, change, text }) => ({ what, change, text })),
    targetExists: target.exists,
    estimate: estimateTransfer({
      bytes: sizes.bytes,
      counted: sizes.counted,
      images: new Set(moving.map(({ digest, tag }) => digest ?? tag)).size,
      from: place(from),
      to: place(to),
      ...(measuredSpeed !== undefined && { measuredSpeed }),
      ...(ports.machineRegion !== undefined && { machineRegion: ports.machineRegion }),
    }),
    alternatives: [...replication.offered, ...pullThrough.offered],
    notes: [...notes, ...(target.exists || request.createRepository ? [] : [`There is no repository ${to.host}/${to.repository}: it must be created first.`]), ...replication.notes, ...pullThrough.notes],
  };
}

function place(side: RepositorySide): { host: string; region?: string } {
  const region = regionOf(side);
  return { host: side.host, ...(region !== undefined && { region }) };
}

function asRegistry(side: RepositorySide): RegistrySide {
  const accountId = accountOf(side);
  const { host, repository, ecr } = side;
  return { host, repository, ...(ecr !== undefined && accountId !== undefined && { ecr: { profile: ecr.profile, region: ecr.region, accountId } }) };
}
