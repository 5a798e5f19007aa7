/** What a person is about to push, as the window knows it, and where to. */
import type { Container, LocalImage } from '../../shared/model/container';
import type { PushSource } from '../../shared/model/moving/push-source';
import type { Repository } from '../../shared/model/repository';
import { counted } from '../words/sizes';
import { localImageName, type Dragged } from './drag-rules';

/** A source as it was dragged, dropped or chosen. What a path is, is found out when it is about to be pushed. */
export type Pushable =
  | { kind: 'container'; container: Container }
  | { kind: 'image'; image: LocalImage }
  | { kind: 'path'; path: string };

/** A repository to push to; `missing`: it is not there yet. */
export type PushTarget = Pick<Repository, 'profile' | 'region' | 'accountId' | 'host' | 'name' | 'uri'> & {
  missing?: boolean;
};

/** The name a person knows it by. */
export function pushableName(source: Pushable): string {
  switch (source.kind) {
    case 'container':
      return source.container.name;
    case 'image':
      return localImageName(source.image);
    case 'path':
      return fileName(source.path);
  }
}

/** `web-api`, `3 containers`, `2 files`, `4 things`. */
export function pushablesName(sources: readonly Pushable[]): string {
  const [first] = sources;
  if (first !== undefined && sources.length === 1) return pushableName(first);
  const same = sources.every(({ kind }) => kind === first?.kind);
  const nouns = { container: 'container', image: 'image', path: 'file' } as const;
  return counted(sources.length, same && first !== undefined ? nouns[first.kind] : 'thing');
}

/** The last part of a path of any system. */
export const fileName = (path: string): string => path.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '') || path;

/** What is dragged as something to push; nothing of it can be of a registry. */
export function pushablesOf(dragged: Exclude<Dragged, { kind: 'files' }>): Pushable[] {
  switch (dragged.kind) {
    case 'containers':
      return dragged.containers.map((container) => ({ kind: 'container', container }));
    case 'local-images':
      return dragged.images.map((image) => ({ kind: 'image', image }));
    case 'images':
    case 'repository':
      return [];
  }
}

/** The source of a command; a path must have been looked at first. */
export const sourceOf = (source: Exclude<Pushable, { kind: 'path' }>): PushSource =>
  source.kind === 'container'
    ? { kind: 'container', containerId: source.container.id }
    : { kind: 'image', image: source.image.references[0] ?? source.image.id };
