import type { TagProposal } from '../../model/container';
import { formatVersionTag, versionOfGitTag, type VersionTag } from './version-tag';

/**
 * What comes after the highest version of the repository, or, where it has none, after the version that git describes: the next patch,
 * minor and major version, written like it (`v` or not, two or three parts, its suffix). After a candidate: the next one, and the release.
 */
export function nextVersions({ highest, described }: { highest: VersionTag | undefined; described: string | undefined }): TagProposal[] {
  const from = highest ?? (described === undefined ? undefined : versionOfGitTag(described)?.version);
  if (from === undefined) return [];
  const after = highest?.tag ?? `${described} in git`;
  const { major, minor, patch, stage } = from;
  const proposal = (change: Partial<VersionTag>, reason: string): TagProposal => ({ tag: formatVersionTag({ ...from, ...change }), reason });
  if (stage !== undefined) {
    return [
      proposal({ stage: { ...stage, number: stage.number + 1 } }, `Next ${stage.name} after ${after}`),
      proposal({ stage: undefined }, `The release after ${after}`),
    ];
  }
  const none = patch === undefined ? undefined : 0;
  return [
    ...(patch === undefined ? [] : [proposal({ patch: patch + 1 }, `Next patch after ${after}`)]),
    proposal({ minor: minor + 1, patch: none }, `Next minor version after ${after}`),
    proposal({ major: major + 1, minor: 0, patch: none }, `Next major version after ${after}`),
  ];
}
