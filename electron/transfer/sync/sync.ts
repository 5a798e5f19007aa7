import { parseRepositoryName } from '../../../shared/ecr/image-reference';
import type { Job, JobKind, JobOutcome } from '../../../shared/model/moving/job';
import type { AwsAlternative, SyncPlan, SyncRepository } from '../../../shared/model/moving/sync';
import { applyAlternative } from '../../ecr/replication/apply-alternative';
import type { JobContext } from '../../jobs/job-kinds';
import { planSync, type PlanPorts } from './plan/plan-sync';
import { syncRepository, type SyncWorkPorts } from './sync-repository';

export interface SyncPorts extends PlanPorts, SyncWorkPorts {
  begin(job: { kind: JobKind; title: string; input: Job['input'] }): string;
}

/** One repository as the target of the other: planned, done as a job, or left to AWS. Every method fails with an AppError. */
export class Sync {
  readonly #ports: SyncPorts;

  constructor(ports: SyncPorts) {
    this.#ports = ports;
  }

  /** Changes nothing. */
  plan(request: SyncRepository, signal: AbortSignal = new AbortController().signal): Promise<SyncPlan> {
    return planSync(this.#ports, request, signal);
  }

  /** The work itself: what the job of kind `sync` does, and the command line without a job. */
  run(request: SyncRepository, context: JobContext): Promise<JobOutcome> {
    return syncRepository(this.#ports, request, context);
  }

  /** Starts it as a job; what is no repository is said at once. */
  begin(request: SyncRepository): string {
    const [from, to] = [parseRepositoryName(request.from), parseRepositoryName(request.to)];
    return this.#ports.begin({ kind: 'sync', title: `Sync ${from.repository} → ${to.repository}`, input: JSON.parse(JSON.stringify(request)) as Job['input'] });
  }

  /** Sets the rule that a plan offered. */
  applyAlternative(alternative: AwsAlternative): Promise<void> {
    return applyAlternative(this.#ports.clients, alternative);
  }
}
