import type { Image } from '../../../shared/model/image';
import type { GridColumn } from '../../ui/grid/columns';
import { counted } from '../../words/sizes';

/** The columns of a repository's images, in their order. */
export const IMAGE_COLUMNS: readonly GridColumn[] = [
  { key: 'tag', label: 'Tags', sortable: true, width: 140, grows: true, fixed: true },
  { key: 'digest', label: 'Digest', width: 132, usual: true, rank: 3 },
  { key: 'platforms', label: 'Platforms', width: 128, usual: true, rank: 2 },
  { key: 'type', label: 'Type', width: 96, rank: 7 },
  { key: 'size', label: 'Size', sortable: true, width: 68, figures: true, usual: true, rank: 1 },
  { key: 'pushed', label: 'Pushed', sortable: true, width: 84, usual: true, rank: 0 },
  { key: 'pulled', label: 'Last pulled', sortable: true, width: 84, usual: true, rank: 5 },
  { key: 'findings', label: 'Findings', width: 128, usual: true, rank: 6 },
  { key: 'storage', label: 'Storage', width: 76, rank: 8 },
  { key: 'actions', label: 'Actions', hidden: true, width: 24, fixed: true },
];

const TYPES: readonly [pattern: RegExp, words: string][] = [
  [/manifest\.list|image\.index/, 'Index'],
  [/helm/, 'Helm chart'],
  [/wasm/, 'WASM'],
  [/cosign|sigstore|signature|notary/, 'Signature'],
  [/spdx|cyclonedx|sbom/, 'SBOM'],
  [/in-toto|attestation|provenance/, 'Attestation'],
  [/docker\.distribution\.manifest|docker\.container\.image/, 'Docker image'],
  [/oci\.image/, 'OCI image'],
];

/** A media or artifact type in a word or two; what is not known as it stands. */
export function typeWords({
  mediaType,
  artifactType,
}: {
  mediaType?: string | undefined;
  artifactType?: string | undefined;
}): string {
  for (const type of [artifactType, mediaType]) {
    const known = TYPES.find(([pattern]) => type !== undefined && pattern.test(type));
    // An artifact's own type says more than that of its manifest; that of a plain image says nothing.
    if (known !== undefined) return known[1];
    if (type !== undefined && type !== '') return type.replace(/^application\/vnd\./, '');
  }
  return '';
}

/** What is folded away under a multi-platform image. */
export const partsWords = ({ platforms = [] }: Pick<Image, 'platforms'>, parts: number): string =>
  platforms.length > 0 ? counted(platforms.length, 'platform') : counted(parts, 'part');

/** What a part of a multi-platform image is; attestations run nowhere. */
export const partWords = ({ platforms }: Pick<Image, 'platforms'>): string =>
  platforms === undefined ? 'platform image' : (platforms[0] ?? 'attestation');

/** The first tags, up to three, that are readable beside each other in so many letters; one at least. A chip's frame takes the room of three. */
export function tagsThatFit(tags: readonly string[], letters: number): string[] {
  let left = letters;
  return tags.slice(0, 3).filter((tag, index) => {
    left -= tag.length + 3;
    return index === 0 || left >= 0;
  });
}
