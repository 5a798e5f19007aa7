import { artifactKind, manifestName, type ArtifactPurpose } from '../../../shared/image/artifact-kinds';
import type { ImageDetail, PlatformNode } from '../../../shared/model/image-detail';
import type { ImagePlace } from '../../state/workspace.svelte';

/** What an image is, in words: “Image”, “Multi-platform index”, “Helm chart”. */
export const kindWords = (detail: ImageDetail): string => manifestName(detail);

/** What an artifact is for; `image` for everything that runs. */
export function purposeOf(detail: ImageDetail): ArtifactPurpose {
  if (detail.kind === 'index' || detail.kind === 'image' || detail.kind === 'docker-v1') return 'image';
  return artifactKind({ artifactType: detail.artifactType, mediaType: '' }).purpose;
}

/** The entries of an index that are looked at one by one, at any depth. */
export const leaves = (nodes: readonly PlatformNode[]): PlatformNode[] =>
  nodes.flatMap((node) => (node.children === undefined ? [node] : leaves(node.children)));

/** What an entry is called: its platform, or what it is. */
export function entryWords(node: PlatformNode): string {
  const platform = node.platform ?? artifactKind(node).name;
  return node.osVersion === undefined ? platform : `${platform} (${node.osVersion})`;
}

/** `host/name:tag`, or `host/name@digest` where there is no tag or the digest is wanted. */
export function referenceText(image: ImagePlace, by: 'tag' | 'digest' = 'tag'): string {
  const { uri } = image.repository;
  return by === 'digest' || image.tag === undefined ? `${uri}@${image.digest}` : `${uri}:${image.tag}`;
}

/** Words of a command as they would be typed, so that where one ends is seen. */
export const commandWords = (words: readonly string[]): string =>
  words.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : JSON.stringify(word))).join(' ');

/** A step of the history without the builder's own words around it. */
export function stepWords(createdBy: string): { instruction: string; text: string } {
  const plain = createdBy
    .replace(/^\|\d+ (?:[^\s=]+=(?:"[^"]*"|'[^']*'|\S*) )*(?=\/bin\/sh )/, '')
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(/^\/bin\/sh -c /, 'RUN ')
    .replace(/\s*# buildkit$/, '')
    .trim();
  const [, instruction = '', text = ''] = /^([A-Z]{3,12})\s+([\s\S]*)$/.exec(plain) ?? [];
  if (instruction === '') return { instruction: '', text: plain };
  return { instruction, text: text.replace(/^\/bin\/sh -c /, '') };
}
