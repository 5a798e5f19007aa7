/** Tags that Berth proposes for a push, and why each. Pure; the best one comes first. */
import type { TagProposal } from '../model/container';
import type { GitState, PushSource } from '../model/moving/push-source';
import type { TagMutability } from '../model/repository';
import { isTag } from './names';
import { fromGitState } from './tags/git-tags';
import { changeOf, ownTag } from './tags/own-tag';
import { nextVersions } from './tags/next-versions';
import { highestVersion } from './tags/version-tag';
import { matchesPattern } from './wildcard';

export interface TagProposalFacts {
  /** What is pushed; a container unless told: its own tag is changed, not kept. */
  kind?: PushSource['kind'];
  /** Name of the image, of the image the container was made from, or of the one in the archive. */
  image?: string;
  /** Labels of the container or its image. */
  labels: Readonly<Record<string, string>>;
  /** The working tree it is built from. */
  git?: GitState;
  existingTags: readonly string[];
  mutability: TagMutability;
  /** Filters excluded from the mutability setting, with `*` as wildcard. */
  mutabilityExclusions: readonly string[];
  /** Today, as the person's calendar has it: `2026-11-21`. */
  today: string;
}

const REVISION = 'org.opencontainers.image.revision';
const AT_MOST = 8;

/** At least one proposal, at most eight, none twice; a tag that is taken and immutable is never among them, and what is taken comes last. */
export function proposeTags(facts: TagProposalFacts): TagProposal[] {
  const taken = new Set(facts.existingTags);
  const all = inOrder(facts, taken).filter(({ tag }) => isTag(tag));
  const unique = all.filter(({ tag }, at) => all.findIndex((each) => each.tag === tag) === at);
  const free = unique.filter(({ tag }) => !taken.has(tag));
  const overwriting = unique.filter(({ tag }) => taken.has(tag) && !isImmutableTag(tag, facts));
  return [...free, ...overwriting].slice(0, AT_MOST);
}

/** Whether the repository refuses to overwrite this tag. */
export function isImmutableTag(tag: string, { mutability, mutabilityExclusions }: Pick<TagProposalFacts, 'mutability' | 'mutabilityExclusions'>): boolean {
  const excluded = mutability.endsWith('_WITH_EXCLUSION') && mutabilityExclusions.some((filter) => matchesPattern(filter, tag));
  return mutability.startsWith('IMMUTABLE') !== excluded;
}

function inOrder(facts: TagProposalFacts, taken: ReadonlySet<string>): TagProposal[] {
  const { kind = 'container', image, git, existingTags } = facts;
  const highest = highestVersion(existingTags);
  const own = image === undefined ? undefined : ownTag(image);
  const change = own === undefined || own === 'latest' ? undefined : changeOf(own, existingTags);
  const kept = own === undefined || kind === 'container' ? [] : [{ tag: own, reason: `The ${kind === 'archive' ? 'archive' : 'image'}’s own tag` }];
  const fromGit = git === undefined ? undefined : fromGitState(git, { versionPrefix: highest?.prefix ?? '' });
  return [
    ...(own === 'latest' ? [] : kept),
    ...(fromGit?.exact ?? []),
    // Who counts changes of this version already goes on doing so; everyone else mostly wants the next version.
    ...(change?.isHabit === true ? [change.proposal] : []),
    ...nextVersions({ highest, described: git?.describe?.tag }),
    ...(change === undefined || change.isHabit ? [] : [change.proposal]),
    ...(fromGit?.commits ?? []),
    ...fromRevision(facts, taken),
    ...(own === 'latest' ? kept : []),
    fromDate(facts, taken),
  ];
}

function fromRevision({ labels }: TagProposalFacts, taken: ReadonlySet<string>): TagProposal[] {
  const match = /^([0-9a-f]{7,64})(-dirty)?$/.exec(labels[REVISION] ?? '');
  if (match === null) return [];
  const short = `${(match[1] as string).slice(0, 12)}${match[2] ?? ''}`;
  return [{ tag: taken.has(short) ? nextOf(`${short}-c`, taken) : short, reason: 'Git revision of the image' }];
}

/** `2026-11-21`, then `2026-11-21-2` … */
function fromDate({ today }: TagProposalFacts, taken: ReadonlySet<string>): TagProposal {
  return { tag: taken.has(today) ? nextOf(`${today}-`, taken, 2) : today, reason: 'Today’s date' };
}

function nextOf(prefix: string, taken: ReadonlySet<string>, from = 1): string {
  let next = from;
  while (taken.has(`${prefix}${next}`)) next += 1;
  return `${prefix}${next}`;
}
