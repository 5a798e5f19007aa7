/** Tags that Berth proposes for a commit of a container, and why each. Pure; the best one comes first. */
import type { TagProposal } from '../model/container';
import type { TagMutability } from '../model/repository';
import { isTag } from './names';
import { matchesPattern } from './wildcard';

export interface TagProposalFacts {
  /** The image the container was made from, as Docker names it. */
  image: string;
  /** Labels of the container or its image. */
  labels: Readonly<Record<string, string>>;
  existingTags: readonly string[];
  mutability: TagMutability;
  /** Filters excluded from the mutability setting, with `*` as wildcard. */
  mutabilityExclusions: readonly string[];
  /** Today, as the person's calendar has it: `2026-11-21`. */
  today: string;
}

const REVISION = 'org.opencontainers.image.revision';
const VERSION = /^(v?)(\d+)\.(\d+)\.(\d+)$/;

/** At least one proposal, at most five, none twice; a tag that is taken and immutable is never among them. */
export function proposeTags(facts: TagProposalFacts): TagProposal[] {
  const taken = new Set(facts.existingTags);
  const proposals = [...fromImage(facts, taken), ...fromVersions(facts), ...fromRevision(facts, taken), fromDate(facts, taken)];
  const unique = [...new Map(proposals.map((proposal) => [proposal.tag, proposal])).values()].filter(({ tag }) => isTag(tag));
  const free = unique.filter(({ tag }) => !taken.has(tag));
  const overwriting = unique.filter(({ tag }) => taken.has(tag) && !isImmutableTag(tag, facts));
  return [...free, ...overwriting].slice(0, 5);
}

/** Whether the repository refuses to overwrite this tag. */
export function isImmutableTag(tag: string, { mutability, mutabilityExclusions }: Pick<TagProposalFacts, 'mutability' | 'mutabilityExclusions'>): boolean {
  const excluded = mutability.endsWith('_WITH_EXCLUSION') && mutabilityExclusions.some((filter) => matchesPattern(filter, tag));
  return mutability.startsWith('IMMUTABLE') !== excluded;
}

/** `1.27-alpine` → `1.27-alpine-c1`, or one more than the highest there is. */
function fromImage({ image, existingTags }: TagProposalFacts, taken: ReadonlySet<string>): TagProposal[] {
  const name = image.split('@')[0] ?? '';
  const colon = name.lastIndexOf(':');
  const own = image.startsWith('sha256:') ? undefined : colon > name.lastIndexOf('/') ? name.slice(colon + 1) : undefined;
  if (own === undefined || own === 'latest') return [];
  const base = own.replace(/-c\d+$/, '').slice(0, 120);
  const numbers = existingTags.filter((tag) => tag.startsWith(`${base}-c`)).map((tag) => Number(/^\d+$/.exec(tag.slice(base.length + 2))?.[0] ?? 0));
  const before = Number(/-c(\d+)$/.exec(own)?.[1] ?? 0);
  let next = Math.max(0, before, ...numbers) + 1;
  while (taken.has(`${base}-c${next}`)) next += 1;
  return [{ tag: `${base}-c${next}`, reason: next === 1 ? `The image’s own tag ${base}, first change` : `Change ${next} of ${base}` }];
}

/** The next patch and minor version after the highest one in the repository. */
function fromVersions({ existingTags }: TagProposalFacts): TagProposal[] {
  const versions = existingTags.flatMap((tag) => {
    const match = VERSION.exec(tag);
    return match === null ? [] : [{ tag, prefix: match[1] as string, parts: [Number(match[2]), Number(match[3]), Number(match[4])] as const }];
  });
  const highest = versions.sort((a, b) => b.parts[0] - a.parts[0] || b.parts[1] - a.parts[1] || b.parts[2] - a.parts[2])[0];
  if (highest === undefined) return [];
  const { prefix, parts: [major, minor, patch], tag } = highest;
  return [
    { tag: `${prefix}${major}.${minor}.${patch + 1}`, reason: `Next patch after ${tag}` },
    { tag: `${prefix}${major}.${minor + 1}.0`, reason: `Next minor version after ${tag}` },
  ];
}

function fromRevision({ labels }: TagProposalFacts, taken: ReadonlySet<string>): TagProposal[] {
  const revision = labels[REVISION];
  if (revision === undefined || !/^[0-9a-f]{7,64}$/.test(revision)) return [];
  const short = revision.slice(0, 12);
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
