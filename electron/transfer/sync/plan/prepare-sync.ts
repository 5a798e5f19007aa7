/** What a sync would do, found out without changing anything: asked for before it begins, and by the job itself once more. */
import { AppError } from '../../../../shared/errors';
import type { SyncItem, SyncRepository } from '../../../../shared/model/moving/sync';
import { isSameRegistry } from '../../../ecr/registry-place';
import { planCarry, type CarryPlan } from './carry';
import type { SourceTag } from './choose-tags';
import { compare } from './compare';
import { listSource } from './list-source';
import { lookAtTarget, type Target } from './look-at-target';
import { repositorySide, type RepositorySide, type SidePorts } from './repository-side';

export interface PreparedSync {
  from: RepositorySide;
  to: RepositorySide;
  tags: SourceTag[];
  items: SyncItem[];
  target: Target;
  carry: CarryPlan;
  notes: string[];
}

/** @throws AppError `invalid-input` for a repository onto itself, and whatever keeps from reading the source or the target. */
export async function prepareSync(ports: SidePorts, request: SyncRepository, signal: AbortSignal): Promise<PreparedSync> {
  const [from, to] = await Promise.all([repositorySide(ports, request.from, request.fromProfile), repositorySide(ports, request.to, request.toProfile)]);
  if (isSameRegistry(from.host, to.host) && from.repository === to.repository) {
    throw new AppError('invalid-input', `${request.from} is both the source and the target.`, { hint: 'Choose another repository as the target.' });
  }
  const { chosen, notes } = await listSource(ports.clients, from, request, signal);
  const target = await lookAtTarget(ports.clients, to, chosen, signal);
  const carry = await planCarry(ports.clients, { from, to, target, carry: request.carry });
  return { from, to, tags: chosen, items: compare(chosen, target, request), target, carry, notes: [...notes, ...target.notes] };
}
