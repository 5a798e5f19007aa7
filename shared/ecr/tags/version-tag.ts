/** Tags that are versions: read, compared, counted on. Pure. */

/** Stages before a release, in their order. */
const STAGES = ['dev', 'snapshot', 'canary', 'alpha', 'a', 'beta', 'b', 'm', 'pre', 'preview', 'next', 'rc'] as const;
// No leading zeros (they would be lost), nothing beyond what a number holds exactly.
const NUMBER = '(0|[1-9]\\d{0,8})';
const VERSION = new RegExp(
  `^(v?)${NUMBER}\\.${NUMBER}(?:\\.${NUMBER})?(?:-(${STAGES.join('|')})(?:([.-]?)${NUMBER})?)?(-[a-z_][\\w.]*(?:-[\\w.]+)*)?$`,
  'i',
);

/** `v1.2.3-rc.1-alpine` in its parts. */
export interface VersionTag {
  /** The tag itself. */
  tag: string;
  prefix: string;
  major: number;
  minor: number;
  /** Absent in a version of two parts (`1.27`). */
  patch: number | undefined;
  /** `rc`, what stands before its number, and the number: 0 when it has none. */
  stage: { name: string; separator: string; number: number } | undefined;
  /** `-alpine`, or nothing. */
  suffix: string;
}

/** Undefined for what is no version; nor are Berth's own changes of one (`1.27-c3`). */
export function parseVersionTag(tag: string): VersionTag | undefined {
  const match = VERSION.exec(tag);
  if (match === null || /-c\d+$/.test(tag)) return undefined;
  const [, prefix = '', major, minor, patch, stage, separator = '.', number, suffix = ''] = match;
  return {
    tag,
    prefix,
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? undefined : Number(patch),
    stage: stage === undefined ? undefined : { name: stage, separator, number: Number(number ?? 0) },
    suffix,
  };
}

/** The text of a version, from its parts. */
export function formatVersionTag({ prefix, major, minor, patch, stage, suffix }: Omit<VersionTag, 'tag'>): string {
  const release = `${prefix}${major}.${minor}${patch === undefined ? '' : `.${patch}`}`;
  return `${release}${stage === undefined ? '' : `-${stage.name}${stage.separator}${stage.number}`}${suffix}`;
}

/** The newest: a release beats its candidates, a plain version one with a suffix. */
export function highestVersion(tags: readonly string[]): VersionTag | undefined {
  const versions = tags.flatMap((tag) => parseVersionTag(tag) ?? []);
  return versions.reduce<VersionTag | undefined>((best, each) => (best === undefined || compare(each, best) > 0 ? each : best), undefined);
}

function compare(a: VersionTag, b: VersionTag): number {
  const release = a.major - b.major || a.minor - b.minor || (a.patch ?? -1) - (b.patch ?? -1);
  return release || stageRank(a) - stageRank(b) || (a.stage?.number ?? 0) - (b.stage?.number ?? 0) || Number(a.suffix === '') - Number(b.suffix === '');
}

const stageRank = ({ stage }: VersionTag): number =>
  stage === undefined ? STAGES.length : STAGES.findIndex((each) => each === stage.name.toLowerCase());

/** The version that a git tag names: `v1.2.3`, `api/v1.2.3`, `release-1.2.3` → `1.2.3`. `+build` becomes `_build`, which a tag may have. */
export function versionOfGitTag(gitTag: string): { text: string; version: VersionTag } | undefined {
  const match = /(?:^|[/@_-])v?(\d+\.\d+(?:[.\w+-]*))$/i.exec(gitTag.length > 200 ? '' : gitTag);
  const text = match?.[1]?.replace(/\+/g, '_');
  if (text === undefined) return undefined;
  const version = parseVersionTag(text.replace(/_.*$/, ''));
  return version === undefined ? undefined : { text, version };
}
