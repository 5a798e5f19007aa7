import type { Settings } from '../../shared/model/settings';
import type { ReadPair } from './aws-files';
import type { FileProblem } from './aws-profiles';
import { withSource } from './aws/source-chain';
import { definitionOf, type FindSsoSession, type OwnProfile } from './own/own-profile';
import type { ProfileDefinition } from './profile-definition';

export interface ProfileListInput {
  pairs: readonly Pick<ReadPair, 'profiles'>[];
  own: readonly OwnProfile[];
  /** Profiles that no file names; a name that is taken stays with the files. */
  surroundings: (found: ReadonlyMap<string, ProfileDefinition>) => Promise<readonly ProfileDefinition[]>;
  /** File of Berth's own profiles, for problems that name it. */
  ownFile: string;
  findSession: FindSsoSession;
  regions: Settings['regions'];
  looks: Settings['looks'];
}

/** All profiles, each name once, with what a person added to them; and the names that are there twice. */
export async function profileList({ pairs, own, surroundings, ownFile, findSession, regions, looks }: ProfileListInput): Promise<{ definitions: ProfileDefinition[]; problems: FileProblem[] }> {
  const found = new Map<string, ProfileDefinition>();
  const problems: FileProblem[] = [];
  const take = (definition: ProfileDefinition): void => {
    const first = found.get(definition.name);
    if (first === undefined) found.set(definition.name, definition);
    else problems.push(twice(definition, first, ownFile));
  };
  pairs.flatMap(({ profiles }) => profiles).forEach(take);
  for (const entry of own) {
    const definition = definitionOf(entry, findSession);
    const first = found.get(entry.name);
    // What is left of an imported profile in its file stands behind the one that Berth keeps the secret of.
    if (first !== undefined && isRemnant(entry, first)) found.set(entry.name, overRemnant(definition, first));
    else take(definition);
  }
  for (const one of await surroundings(found)) if (!found.has(one.name)) found.set(one.name, one);
  const definitions = [...found.values()].map((definition) => withLookOf(withRegions(withSource(definition, found), regions), looks));
  return { definitions, problems };
}

/** Wherever the files are: AWS tools may be told of them by another path than Berth was. */
const isRemnant = (own: OwnProfile, definition: ProfileDefinition): boolean => own.kind === 'static' && own.importedFrom !== undefined && definition.source === 'aws-files';

/** Its endpoints are still those of its file, which Berth's one endpoint cannot say apart. */
function overRemnant(own: ProfileDefinition, remnant: ProfileDefinition): ProfileDefinition {
  return {
    ...own,
    ...(own.endpointUrl === undefined && { endpoints: remnant.endpoints }),
    ...(remnant.useFips !== undefined && { useFips: remnant.useFips }),
    ...(remnant.useDualStack !== undefined && { useDualStack: remnant.useDualStack }),
    ...(remnant.plainTextKey !== undefined && { plainTextKey: remnant.plainTextKey }),
  };
}

function twice(second: ProfileDefinition, first: ProfileDefinition, ownFile: string): FileProblem {
  const file = second.file ?? ownFile;
  return {
    file,
    message: `Profile ${second.name} in ${file} is also in ${first.file ?? ownFile}, which comes first.`,
    hint: 'Rename one of the two.',
  };
}

/** A profile's own regions first, then those a person added. */
function withRegions(definition: ProfileDefinition, added: Settings['regions']): ProfileDefinition {
  const further = ofName(added, definition.name)?.filter((region) => !definition.regions.includes(region));
  if (further === undefined || further.length === 0) return definition;
  return { ...definition, regions: [...definition.regions, ...further], addedRegions: further };
}

function withLookOf(definition: ProfileDefinition, looks: Settings['looks']): ProfileDefinition {
  const look = ofName(looks, definition.name);
  if (look === undefined) return definition;
  const { label, colour, production } = look;
  return {
    ...definition,
    ...(label !== undefined && { label }),
    ...(colour !== undefined && { colour }),
    ...(production !== undefined && { production }),
  };
}

const ofName = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(record, name) ? record[name] : undefined);
