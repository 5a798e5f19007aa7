import type { TagProposal } from '../../model/container';

/** The tag in an image's name; undefined where there is none, or the name is an id. */
export function ownTag(image: string): string | undefined {
  if (image.startsWith('sha256:')) return undefined;
  const name = image.split('@')[0] ?? '';
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(colon + 1) : undefined;
}

/** `1.27-alpine` → `1.27-alpine-c1`, or one more than the highest there is; `isHabit` where the repository counts this one already. */
export function changeOf(own: string, existingTags: readonly string[]): { proposal: TagProposal; isHabit: boolean } {
  const taken = new Set(existingTags);
  // Room for the counter within the 128 characters of a tag.
  const base = own.replace(/-c\d{1,9}$/, '').slice(0, 112);
  const numbers = existingTags.filter((tag) => tag.startsWith(`${base}-c`)).map((tag) => Number(/^\d{1,9}$/.exec(tag.slice(base.length + 2))?.[0] ?? 0));
  const before = Number(/-c(\d{1,9})$/.exec(own)?.[1] ?? 0);
  const highest = numbers.reduce((most, each) => Math.max(most, each), before);
  let next = highest + 1;
  while (taken.has(`${base}-c${next}`)) next += 1;
  const reason = next === 1 ? `The image’s own tag ${base}, first change` : `Change ${next} of ${base}`;
  return { proposal: { tag: `${base}-c${next}`, reason }, isHabit: highest > 0 };
}
