import { proposeTags, type TagProposalFacts } from '../../../shared/ecr/tag-proposals';
import { AppError } from '../../../shared/errors';
import { labelsFromGit } from '../../../shared/git/labels-from-git';
import type { Image } from '../../../shared/model/image';
import type { DroppedPath, GitState, PushProposal, PushSource } from '../../../shared/model/moving/push-source';
import type { Repository, RepositoryKey } from '../../../shared/model/repository';
import type { LocalContainer, LocalImage } from '../../docker/docker-engine';

export interface ProposalPorts {
  docker: { inspectContainer(id: string): Promise<LocalContainer>; inspectImage(image: string): Promise<LocalImage> };
  /** What is in an archive. */
  archive: (file: string) => Promise<Extract<DroppedPath, { kind: 'archive' }>>;
  gitState: (folder: string) => Promise<GitState | undefined>;
  describe: (key: RepositoryKey) => Promise<Repository>;
  /** Tagged images of a repository, newest first. */
  newestImages: (key: RepositoryKey) => Promise<Image[]>;
  /** Today in the person's calendar, `2026-11-21`. */
  today: () => string;
}

const SHOWN = 100;

/**
 * Tags to choose from for what is pushed, what the repository will say to them, and labels that git can fill in for a build.
 * A repository that is missing takes every tag. @throws AppError for a source that cannot be read.
 */
export async function proposePush(ports: ProposalPorts, { source, target }: { source: PushSource; target: RepositoryKey }): Promise<PushProposal> {
  const [facts, { existingTags, ...repository }] = await Promise.all([sourceFacts(ports, source), repositoryFacts(ports, target)]);
  const proposals = proposeTags({ ...facts, ...repository, existingTags, kind: source.kind, today: ports.today() });
  const { git } = facts;
  return {
    ...repository,
    proposals,
    existingTags: existingTags.slice(0, SHOWN),
    labels: git === undefined ? {} : labelsFromGit(git),
    ...(git !== undefined && { git }),
  };
}

type SourceFacts = Pick<TagProposalFacts, 'image' | 'labels' | 'git'>;

async function sourceFacts({ docker, archive, gitState }: ProposalPorts, source: PushSource): Promise<SourceFacts> {
  switch (source.kind) {
    case 'container': {
      const { image, labels } = await docker.inspectContainer(source.containerId);
      return { image, labels };
    }
    case 'image': {
      const { tags, labels } = await docker.inspectImage(source.image);
      // Chosen by its id it still has a name, mostly.
      const name = tags.includes(source.image) ? source.image : tags[0];
      return { labels, ...(name !== undefined && { image: name }) };
    }
    case 'archive': {
      const name = (await archive(source.file)).images.flatMap(({ names }) => names)[0];
      return { labels: {}, ...(name !== undefined && { image: nameWithTag(name) }) };
    }
    case 'build': {
      const git = await gitState(source.folder);
      return { labels: {}, ...(git !== undefined && { git }) };
    }
  }
}

/** An OCI layout may name an image by its tag alone (`org.opencontainers.image.ref.name`). */
const nameWithTag = (name: string): string => (/[:/]/.test(name) ? name : `image:${name}`);

async function repositoryFacts({ describe, newestImages }: ProposalPorts, target: RepositoryKey) {
  try {
    const [{ mutability, mutabilityExclusions }, images] = await Promise.all([describe(target), newestImages(target)]);
    return { mutability, mutabilityExclusions, existingTags: images.flatMap(({ tags }) => tags), repositoryExists: true };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'repository-not-found') throw thrown;
    return { mutability: 'MUTABLE' as const, mutabilityExclusions: [], existingTags: [], repositoryExists: false };
  }
}
