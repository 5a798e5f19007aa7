import type { Image } from '../../../../shared/model/image';

/** What of its images a repository is found by, in this order, tags before all of it. */
export const TRAITS = ['platform', 'label', 'type', 'finding', 'storage'] as const;
export type Trait = (typeof TRAITS)[number];

/** Stands on a line of its own behind the tags and behind each trait. */
export const END = '\u001d';

/** Everything that a repository's images are found by, in lower case: lines, enclosed by line feeds. */
export function wordLines(images: readonly Image[]): string {
  // Many images say the same: texts are made plain when each is there once.
  const tagLines = new Set<string>();
  const lines: Record<Trait, Set<string>> = { platform: new Set(), label: new Set(), type: new Set(), finding: new Set(), storage: new Set() };
  for (const { tags, platforms, labels, findings, mediaType, artifactType, storage = 'standard' } of images) {
    for (const tag of tags) tagLines.add(tag);
    if (platforms !== undefined) for (const platform of platforms) lines.platform.add(platform);
    if (labels !== undefined) for (const [key, value] of Object.entries(labels)) lines.label.add(`${key}=${value}`);
    for (const type of [mediaType, artifactType]) if (type !== undefined) lines.type.add(TYPES.get(type) ?? type);
    if (findings !== undefined) for (const [severity, count] of Object.entries(findings)) if (count > 0) lines.finding.add(severity);
    lines.storage.add(storage);
  }
  const texts = [tagLines, ...TRAITS.map((trait) => lines[trait])].map((each) => [...new Set(Array.from(each, plain))]);
  return `\n${texts.map((each) => [...each, END].join('\n')).join('\n')}\n`;
}

/** The lines of each trait, of a text that begins behind the tags. */
export const traitsIn = (text: string): string[][] =>
  text.split(END).slice(1, -1).map((lines) => lines.split('\n').filter((line) => line !== '').map((line) => WRITTEN_OUT.get(line) ?? line));

const SEPARATORS = /[\n\u001d\u001e]/;
const plain = (text: string): string => (SEPARATORS.test(text) ? text.replaceAll(/[\n\u001d\u001e]/g, ' ') : text).toLowerCase();

/** The usual types are many bytes for every repository: a letter stands for each. */
const TYPES: ReadonlyMap<string, string> = new Map(
  [
    'application/vnd.oci.image.manifest.v1+json', 'application/vnd.oci.image.index.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json', 'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json',
  ].map((type, index) => [type, `\u0010${index}`]),
);
const WRITTEN_OUT: ReadonlyMap<string, string> = new Map([...TYPES].map(([type, letter]) => [letter, type]));
