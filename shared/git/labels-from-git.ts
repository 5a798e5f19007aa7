import type { GitState } from '../model/moving/push-source';
import { versionOfGitTag } from '../ecr/tags/version-tag';

const OCI = 'org.opencontainers.image';

/**
 * The labels of the OCI set (image-spec, annotations.md) that a git working tree can fill. A tree with changes has its revision marked
 * `-dirty`, as docker buildx marks it, and neither version nor date: those would claim that the commit is what was built.
 * `created` is the commit's time, as reproducible builds have it: two builds of one commit stay the same image.
 * `ref.name` is left out: the specification knows it for layouts alone.
 */
export function labelsFromGit({ revision, tags, dirty, remote, committedAt }: GitState): Record<string, string> {
  const version = dirty ? undefined : tags.map((tag) => versionOfGitTag(tag)?.text).find((text) => text !== undefined);
  return {
    [`${OCI}.revision`]: dirty ? `${revision}-dirty` : revision,
    ...(remote !== undefined && { [`${OCI}.source`]: remote }),
    ...(version !== undefined && { [`${OCI}.version`]: version }),
    ...(!dirty && { [`${OCI}.created`]: committedAt }),
  };
}
