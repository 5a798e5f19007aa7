import { AppError } from '../../../shared/errors';
import { RegionName, type Profile, type ProfilesState } from '../../../shared/model/profile';
import type { EcrScope } from '../../ecr/ports';
import { sourcesOf } from '../../inventory/sources-of';

/** The options that every command takes. */
export interface ScopeOptions {
  profile?: string;
  region?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** `--profile`, else what AWS tools take from the environment. */
export const wantedProfile = (options: ScopeOptions, env: Env): string | undefined =>
  options.profile ?? (env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || undefined);

/** `--region`, else the environment's. @throws AppError `invalid-input` for what is no region. */
export function wantedRegion(options: ScopeOptions, env: Env): string | undefined {
  const region = options.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined);
  if (region === undefined || RegionName.safeParse(region).success) return region;
  throw new AppError('invalid-input', `“${region}” is not a region.`, {
    hint: 'A region looks like eu-central-1.',
  });
}

/**
 * The profile to act as: the wanted one, the keys of the environment (which AWS tools take before anything else), `default`, or
 * the first that can be used.
 * @throws AppError `profile-not-found`, `profile-incomplete`, or the problem of the AWS files that hides it.
 */
export function profileFor({ profiles, problems }: ProfilesState, wanted: string | undefined): Profile {
  const usable = profiles.filter((profile) => profile.problem === undefined);
  const chosen =
    wanted === undefined
      ? (usable.find(({ source, kind }) => source === 'surroundings' && kind === 'environment') ??
        usable.find(({ name }) => name === 'default') ??
        usable[0])
      : profiles.find(({ name }) => name === wanted);
  if (chosen?.problem !== undefined) {
    throw new AppError('profile-incomplete', `The profile ${chosen.name} cannot be used: ${chosen.problem}`, {
      hint: 'Correct it, or choose another profile with --profile.',
    });
  }
  if (chosen !== undefined) return chosen;
  if (problems[0] !== undefined) throw filesProblem(problems[0]);
  const names = profiles.map(({ name }) => name).join(', ');
  throw new AppError(
    'profile-not-found',
    wanted === undefined ? 'There is no profile to act as.' : `There is no profile ${wanted}.`,
    {
      hint:
        names === ''
          ? 'Add one with “aws configure”, or start a sandbox with “berth sandbox”.'
          : `Choose one of: ${names}.`,
    },
  );
}

/** A file that could not be read, as the error of a command; its message names file and line. */
export function filesProblem({ file, line, message, hint }: ProfilesState['problems'][number]): AppError {
  const where = line === undefined ? file : `${file}, line ${line}`;
  return new AppError('aws-config-malformed', message.includes(file) ? message : `${where}: ${message}`, {
    hint,
  });
}

/** One profile in one region: what was asked for, else the profile's own region. @throws AppError. */
export function scopeFor(state: ProfilesState, options: ScopeOptions, env: Env): EcrScope {
  const profile = profileFor(state, wantedProfile(options, env));
  const region = wantedRegion(options, env) ?? profile.regions[0];
  if (region === undefined) {
    throw new AppError('invalid-input', `The profile ${profile.name} has no region.`, {
      hint: 'Say which with --region.',
    });
  }
  return { profile: profile.name, region };
}

/** Every (profile, region) that a list covers: all of them unless narrowed. @throws AppError. */
export function scopesFor(state: ProfilesState, options: ScopeOptions, env: Env): EcrScope[] {
  const region = wantedRegion(options, env);
  if (
    wantedProfile(options, env) === undefined &&
    state.profiles.some(({ problem }) => problem === undefined)
  ) {
    return [
      ...new Map(
        sourcesOf(state.profiles)
          .map(({ profile, region: own }) => ({ profile, region: region ?? own }))
          .map((scope) => [`${scope.profile} ${scope.region}`, scope]),
      ).values(),
    ];
  }
  const profile = profileFor(state, wantedProfile(options, env));
  if (region === undefined && profile.regions.length > 0)
    return profile.regions.map((each) => ({ profile: profile.name, region: each }));
  return [scopeFor(state, options, env)];
}
