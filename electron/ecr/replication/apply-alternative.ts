import type { z } from 'zod';
import { canonicalJson, sameJson } from '../../../shared/ecr/canonical-json';
import { FILL_IN, PullThroughRule } from '../../../shared/ecr/moving/pull-through';
import { ReplicationConfiguration } from '../../../shared/ecr/moving/replication';
import { AppError } from '../../../shared/errors';
import type { AwsAlternative } from '../../../shared/model/moving/sync';
import type { EcrClients } from '../ports';
import { createPullThroughRule, readPullThroughRules } from './pull-through-rules';
import { putReplication, readReplication } from './replication-configuration';

/**
 * Sets the rule that was offered, when the registry is as it was then, and reads it back.
 * @throws AppError `invalid-input` when it changed meanwhile or something is left to fill in, `registry-failed` when it is not in force after.
 */
export async function applyAlternative(clients: EcrClients, alternative: AwsAlternative): Promise<void> {
  if (alternative.rule.includes(FILL_IN)) {
    throw new AppError('invalid-input', `The rule is not complete: an ARN with ${FILL_IN} is left in it.`, { hint: 'Create the secret or the role, and put its ARN there.' });
  }
  if (alternative.kind === 'replication') return applyReplication(clients, alternative);
  return applyPullThrough(clients, alternative);
}

async function applyReplication(clients: EcrClients, alternative: AwsAlternative): Promise<void> {
  const wanted = parsed(ReplicationConfiguration, alternative.rule);
  unchanged(alternative, (await readReplication(clients, alternative)).configuration);
  await putReplication(clients, alternative, wanted);
  const { configuration } = await readReplication(clients, alternative);
  if (canonicalJson(configuration) !== canonicalJson(wanted)) throw notInForce();
}

async function applyPullThrough(clients: EcrClients, alternative: AwsAlternative): Promise<void> {
  const wanted = parsed(PullThroughRule, alternative.rule);
  unchanged(alternative, await readPullThroughRules(clients, alternative));
  await createPullThroughRule(clients, alternative, wanted);
  const kept = (await readPullThroughRules(clients, alternative)).find(({ ecrRepositoryPrefix }) => ecrRepositoryPrefix === wanted.ecrRepositoryPrefix);
  if (kept?.upstreamRegistryUrl !== wanted.upstreamRegistryUrl) throw notInForce();
}

/** Whoever writes all rules at once must know all of them. */
function unchanged({ basedOn }: AwsAlternative, present: unknown): void {
  if (basedOn !== undefined && sameJson(basedOn, canonicalJson(present))) return;
  throw new AppError('invalid-input', 'The registry’s rules have changed since this was proposed.', { hint: 'Plan again, and look at the rule once more.' });
}

function parsed<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('invalid-input', 'The rule cannot be read.', { hint: 'Plan again, and change nothing but the ARN.', cause });
  }
}

const notInForce = (): AppError => new AppError('registry-failed', 'ECR took the rule but does not show it.', { hint: 'Look at the registry’s settings in the console.' });
