import { matchesPattern } from '../../../../shared/ecr/wildcard';
import type { Image } from '../../../../shared/model/image';
import type { TextFilter } from '../../../../shared/search/parse-search';

/** What of its images a repository is found by, in this order: words are looked for in the first three. */
const SECTIONS = ['tag', 'platform', 'label', 'type', 'finding', 'storage'] as const;
type Section = (typeof SECTIONS)[number];

/** Stands on a line of its own behind each section. */
const END = '\u001d';

/** Everything that a repository's images are found by, in lower case: lines, enclosed by line feeds. */
export function wordLines(images: readonly Image[]): string {
  const lines = SECTIONS.map(() => new Set<string>());
  const add = (section: Section, text: string): void => void lines[SECTIONS.indexOf(section)]?.add(text.replaceAll(/[\n\u001d\u001e]/g, ' ').toLowerCase());
  for (const { tags, platforms = [], labels = {}, findings = {}, mediaType, artifactType, storage = 'standard' } of images) {
    for (const tag of tags) add('tag', tag);
    for (const platform of platforms) add('platform', platform);
    for (const [key, value] of Object.entries(labels)) add('label', `${key}=${value}`);
    for (const type of [mediaType, artifactType]) if (type !== undefined) add('type', TYPES.get(type) ?? type);
    for (const [severity, count] of Object.entries(findings)) if (count > 0) add('finding', severity);
    add('storage', storage);
  }
  return `\n${lines.map((each) => [...each, END].join('\n')).join('\n')}\n`;
}

/** The usual types are many bytes for every repository: a letter stands for each. */
const TYPES: ReadonlyMap<string, string> = new Map(
  [
    'application/vnd.oci.image.manifest.v1+json', 'application/vnd.oci.image.index.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json', 'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json',
  ].map((type, index) => [type, `\u0010${index}`]),
);
const WRITTEN_OUT: ReadonlyMap<string, string> = new Map([...TYPES].map(([type, letter]) => [letter, type]));

/** Whether one line of a section is like the value: the whole of it for a pattern with `*`, a part of it otherwise. */
export function sectionHas(words: string, filter: TextFilter, value: string): boolean {
  const section = SECTIONS.indexOf(filter as Section);
  // Most have it nowhere.
  if (filter !== 'type' && !words.includes(longest(value))) return false;
  let start = 1;
  for (let passed = 0; passed < section; passed += 1) start = words.indexOf(END, start) + 2;
  const end = words.indexOf(END, start);
  if (filter !== 'type' && !value.includes('*')) {
    const at = words.indexOf(value, start);
    return at >= 0 && at + value.length <= end;
  }
  return words.slice(start, end).split('\n').slice(0, -1).some((line) => like(value, WRITTEN_OUT.get(line) ?? line));
}

/** What of the words a word without a filter is looked for in. */
export function ownWords(words: string): number {
  let end = 0;
  for (let section = 0; section < 3; section += 1) end = words.indexOf(END, end) + 1;
  return end;
}

const like = (wanted: string, value: string): boolean => (wanted.includes('*') ? matchesPattern(wanted, value) : value.includes(wanted));
const longest = (value: string): string => value.split('*').reduce((one, piece) => (piece.length > one.length ? piece : one), '');
