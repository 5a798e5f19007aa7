import type { Image } from '../../../../shared/model/image';

/** What of its images a repository is found by, in this order, tags before all of it. */
export const TRAITS = ['platform', 'label', 'type', 'finding', 'storage'] as const;
export type Trait = (typeof TRAITS)[number];

/** Stands on a line of its own behind the tags and behind each trait. */
export const END = '\u001d';

/** Everything that a repository's images are found by, in lower case: lines, enclosed by line feeds. */
export function wordLines(images: readonly Image[]): string {
  const [tagLines, ...lines] = ['', ...TRAITS].map(() => new Set<string>());
  const add = (trait: Trait, text: string): void => void lines[TRAITS.indexOf(trait)]?.add(plain(text));
  for (const { tags, platforms = [], labels = {}, findings = {}, mediaType, artifactType, storage = 'standard' } of images) {
    for (const tag of tags) tagLines?.add(plain(tag));
    for (const platform of platforms) add('platform', platform);
    for (const [key, value] of Object.entries(labels)) add('label', `${key}=${value}`);
    for (const type of [mediaType, artifactType]) if (type !== undefined) add('type', TYPES.get(type) ?? type);
    for (const [severity, count] of Object.entries(findings)) if (count > 0) add('finding', severity);
    add('storage', storage);
  }
  return `\n${[tagLines ?? [], ...lines].map((each) => [...each, END].join('\n')).join('\n')}\n`;
}

/** The lines of each trait, of a text that begins behind the tags. */
export const traitsIn = (text: string): string[][] =>
  text.split(END).slice(1, -1).map((lines) => lines.split('\n').filter((line) => line !== '').map((line) => WRITTEN_OUT.get(line) ?? line));

const plain = (text: string): string => text.replaceAll(/[\n\u001d\u001e]/g, ' ').toLowerCase();

/** The usual types are many bytes for every repository: a letter stands for each. */
const TYPES: ReadonlyMap<string, string> = new Map(
  [
    'application/vnd.oci.image.manifest.v1+json', 'application/vnd.oci.image.index.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json', 'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json',
  ].map((type, index) => [type, `\u0010${index}`]),
);
const WRITTEN_OUT: ReadonlyMap<string, string> = new Map([...TYPES].map(([type, letter]) => [letter, type]));
