import type { InventorySource } from '../../../../shared/model/repository';
import { count, counted } from '../../../words/sizes';

/** Registries that cannot be read until one thing is done by the person. */
export interface WaitingSources {
  key: string;
  /** The profile to open; the others of an IAM Identity Center session come with it. */
  profile: string;
  /** That session, where one sign-in serves them all. */
  session: string | undefined;
  profiles: string[];
}

const NEEDS_PERSON = new Set(['mfa-required', 'session-expired']);

/** Tells what only waits for its person from what is broken; each person's deed is listed once. */
export function sourceProblems(sources: readonly InventorySource[]): {
  waiting: WaitingSources[];
  broken: InventorySource[];
} {
  const waiting = new Map<string, WaitingSources>();
  const broken: InventorySource[] = [];
  for (const source of sources) {
    if (source.status !== 'failed') continue;
    const { error, profile } = source;
    if (error === undefined || !NEEDS_PERSON.has(error.code)) {
      broken.push(source);
      continue;
    }
    const session = error.remedy?.kind === 'sso-sign-in' ? error.remedy.session : undefined;
    const first = error.remedy?.kind === 'sign-in' ? error.remedy.profile : profile;
    const key = session === undefined ? `profile ${first}` : `session ${session}`;
    const group = waiting.get(key) ?? { key, profile: first, session, profiles: [] };
    if (!group.profiles.includes(profile)) group.profiles.push(profile);
    waiting.set(key, group);
  }
  return { waiting: [...waiting.values()], broken };
}

/** `quay`, `quay and ops`, `quay and 3 more`. */
export function namesInShort(names: readonly string[]): string {
  const [first = '', second] = names;
  if (second === undefined) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} more`;
}

/** What may not be seen of some registries, for one and the same reason. */
export interface UnseenLine {
  key: string;
  /** `harbour · eu-central-1` */
  places: string[];
  words: string;
  error: NonNullable<InventorySource['unseen']>[number]['error'];
}

const UNSEEN = {
  repositories: 'Repositories',
  images: 'Images',
  tags: 'Resource tags',
  catalogue: 'The catalogue’s texts',
} as const;

/** How a registry is called: by its profile and region, or as the public one of its profile. */
export const placeOf = ({ profile, region, registry }: InventorySource): string =>
  `${profile} · ${registry === 'public' ? 'public' : region}`;

/** Calls that were refused to profiles that see the rest; the same refusal is told once. */
export function unseenLines(sources: readonly InventorySource[]): UnseenLine[] {
  const lines = new Map<string, UnseenLine>();
  for (const source of sources) {
    for (const { part, error, repositories } of source.unseen ?? []) {
      const words = `${UNSEEN[part]}${repositories === undefined ? '' : ` of ${counted(repositories, 'repository', 'repositories')}`} cannot be seen.`;
      const key = `${words} ${error.message}`;
      const line = lines.get(key) ?? { key, places: [], words, error };
      line.places.push(placeOf(source));
      lines.set(key, line);
    }
  }
  return [...lines.values()];
}

/** How far the reading of images is; empty when nothing is being read. */
export function imagesReadingWords(
  sources: readonly InventorySource[],
): { words: string; share: number } | undefined {
  const left = sources.reduce((sum, { images }) => sum + (images?.left ?? 0), 0);
  const of = sources.reduce((sum, { images }) => sum + (images?.of ?? 0), 0);
  if (left === 0 || of === 0) return undefined;
  return {
    words: `Images of ${count(of - left)} of ${counted(of, 'repository', 'repositories')} read`,
    share: (of - left) / of,
  };
}

/** When the list of repositories was read, of the registry where that is longest ago; undefined until all were. */
export function oldestReading(
  sources: readonly InventorySource[],
): { readAt: string; place: string } | undefined {
  const read = sources.flatMap((source) =>
    source.readAt === undefined ? [] : [{ readAt: source.readAt, place: placeOf(source) }],
  );
  return read.reduce<{ readAt: string; place: string } | undefined>(
    (oldest, one) => (oldest === undefined || one.readAt < oldest.readAt ? one : oldest),
    undefined,
  );
}
