import { artifactKind, type ArtifactPurpose } from '../../../../shared/image/artifact-kinds';
import type { ContentPart, ImageDetail, Referrer } from '../../../../shared/model/image-detail';
import { entryWords, leaves } from '../image-words';

/** Something that is about the image, with what to call it. */
export interface Referring extends Referrer {
  name: string;
  purpose: ArtifactPurpose;
  /** What it is about, in words. */
  about: string;
}
export interface Group {
  title: string;
  rows: Referring[];
}

const TITLES: readonly [string, readonly ArtifactPurpose[]][] = [
  ['Signatures', ['signature']],
  ['Software bills of materials', ['sbom']],
  ['Provenance and attestations', ['provenance', 'attestation']],
  ['Other artifacts', ['chart', 'wasm', 'index', 'image', 'other']],
];

export const FOUND_BY: Readonly<Record<Referrer['foundBy'], string>> = {
  registry: 'listed by the registry',
  ecr: 'listed by ECR',
  tag: 'found under cosign’s tag',
  index: 'in the index',
};

/** What tells BuildKit's attestations from images. */
const MARK = { 'vnd.docker.reference.type': 'attestation-manifest' };

/** BuildKit's attestations of an index, as referrers of what they are about. */
function inIndex(detail: ImageDetail): Referrer[] {
  const of = (parts: readonly ContentPart[], subject: string): Referrer[] =>
    parts.map((part) => ({
      ...part,
      subject,
      foundBy: 'index',
      annotations: { ...MARK, ...part.annotations },
    }));
  return [
    ...leaves(detail.platforms).flatMap(({ attestations, digest }) => of(attestations, digest)),
    ...of(detail.looseAttestations, detail.digest),
  ];
}

/** Everything about an image by what it is for; a group without rows is left out. */
export function grouped(detail: ImageDetail, listed: readonly Referrer[]): Group[] {
  const platforms = new Map(leaves(detail.platforms).map((node) => [node.digest, entryWords(node)]));
  const seen = new Set<string>();
  const rows = [...listed, ...inIndex(detail)].flatMap((one): Referring[] => {
    if (seen.has(one.digest)) return [];
    seen.add(one.digest);
    const about =
      one.subject === detail.digest
        ? platforms.size > 0
          ? 'the whole index'
          : 'the image'
        : (platforms.get(one.subject) ?? 'a part of it');
    return [{ ...one, ...artifactKind(one), about }];
  });
  return TITLES.map(([title, purposes]) => ({
    title,
    rows: rows.filter(({ purpose }) => purposes.includes(purpose)),
  })).filter((group) => group.rows.length > 0);
}
