import type { InventorySource } from '../../../../shared/model/repository';

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
