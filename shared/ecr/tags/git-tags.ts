import type { TagProposal } from '../../model/container';
import type { GitState } from '../../model/moving/push-source';
import { isTag } from '../names';
import { versionOfGitTag } from './version-tag';

/** Digits of a revision: few enough to read, enough to stay unique. */
const SHORT = 12;
/** As `git describe` abbreviates. */
const ABBREVIATED = 7;

/** What a working tree proposes: `exact`, the git tags at a commit without changes, versions first; `commits`, what names the commit itself. */
export function fromGitState(git: GitState, { versionPrefix }: { versionPrefix: string }): { exact: TagProposal[]; commits: TagProposal[] } {
  const { revision, branch, tags, describe, dirty } = git;
  const mark = dirty ? '-dirty' : '';
  const changed = dirty ? ', with changes' : '';
  const asTag = (gitTag: string): string => {
    const version = versionOfGitTag(gitTag);
    return version === undefined ? gitTag : `${versionPrefix}${version.text}`;
  };
  const isVersion = (gitTag: string): number => Number(versionOfGitTag(gitTag) !== undefined);
  const exact = dirty ? [] : [...tags].sort((a, b) => isVersion(b) - isVersion(a)).slice(0, 3).map((tag) => ({ tag: asTag(tag), reason: `Git tag ${tag} at this commit` }));
  const short = revision.slice(0, SHORT);
  const branchName = branch === undefined ? '' : tagWords(branch);
  const since = describe !== undefined && (describe.commits > 0 || dirty) ? describe : undefined;
  return {
    exact: exact.filter(({ tag }) => isTag(tag)),
    commits: [
      { tag: `${short}${mark}`, reason: `Git revision${changed}` },
      ...(since === undefined
        ? []
        : [{ tag: `${asTag(since.tag)}-${since.commits}-g${revision.slice(0, ABBREVIATED)}${mark}`, reason: `${commitsAfter(since.commits)} ${since.tag}${changed}` }]),
      ...(branchName === '' ? [] : [{ tag: `${branchName}-${short}${mark}`, reason: `Branch ${branch} and revision${changed}` }]),
    ].filter(({ tag }) => isTag(tag)),
  };
}

const commitsAfter = (commits: number): string => (commits === 1 ? 'One commit after' : commits === 0 ? 'At' : `${commits} commits after`);

/** `feature/Log in` → `feature-Log-in`: what a tag may not have becomes a dash. */
const tagWords = (text: string): string => text.replace(/[^\w.]+/g, '-').replace(/^[.-]+|[.-]+$/g, '').slice(0, 80);
