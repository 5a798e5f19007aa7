import type { ProfileDefinition } from '../profile-definition';

/** A profile with static keys of its own ends a chain, whatever else it has (botocore and the SDKs agree on that). */
export const hasOwnKeys = ({ kind, accessKeyId }: ProfileDefinition): boolean => kind === 'static' || (kind === 'assume-role' && accessKeyId !== undefined);

/**
 * A role whose chain of sources is broken or runs in a circle says so before anybody tries it. Berth's own roles use their
 * source's endpoint unless they have one; in the AWS files endpoints are never inherited.
 */
export function withSource(definition: ProfileDefinition, all: ReadonlyMap<string, ProfileDefinition>): ProfileDefinition {
  const { kind, sourceProfile, unusable, name } = definition;
  if (kind !== 'assume-role' || sourceProfile === undefined || unusable === true) return definition;
  const problem = chainProblem(definition, all);
  if (problem !== undefined) return { ...definition, problem, unusable: true };
  const source = all.get(sourceProfile);
  if (definition.source !== 'berth' || definition.endpointUrl !== undefined || source === undefined || source.name === name) return definition;
  return { ...definition, endpoints: source.endpoints };
}

function chainProblem(first: ProfileDefinition, all: ReadonlyMap<string, ProfileDefinition>): string | undefined {
  const chain = [first.name];
  for (let at = first; at.kind === 'assume-role' && at.sourceProfile !== undefined; ) {
    const next = all.get(at.sourceProfile);
    if (next === undefined) {
      const whose = at === first ? `Profile ${first.name} assumes its role` : `Profile ${first.name} comes to ${at.name}, which assumes its role`;
      return `${whose} from ${at.sourceProfile}, which does not exist.`;
    }
    // A profile may name itself: then its own keys assume the role.
    if (next !== at && next.kind === 'other') return `Profile ${first.name} assumes its role from ${next.name}, which has no credentials.`;
    if (hasOwnKeys(next)) return undefined;
    if (chain.includes(next.name)) return `The profiles ${[...chain, next.name].join(' → ')} assume their roles from one another in a circle.`;
    chain.push(next.name);
    at = next;
  }
  return undefined;
}
