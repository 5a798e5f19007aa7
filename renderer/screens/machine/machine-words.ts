import type { Container, LocalImage } from '../../../shared/model/container';
import { localImageName } from '../../state/drag-rules';

const matches = (search: string, ...texts: string[]): boolean => {
  const all = texts.join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
};

/** Those in which every word occurs, in name, image or id. */
export const findContainers = (all: readonly Container[], search: string): Container[] =>
  all.filter(({ name, image, id }) => matches(search, name, image, id));

/** Those in which every word occurs, in a name, a digest or the id. */
export const findImages = (all: readonly LocalImage[], search: string): LocalImage[] =>
  all.filter(({ references, digests, id }) => matches(search, ...references, ...digests, id));

/** `shop/api:1.0` → name and tag, then the host; an image without a name is called by its id. */
export function imageTitle(image: LocalImage): { host: string; name: string; more: number } {
  const full = localImageName(image);
  const slash = full.indexOf('/');
  const hasHost = slash > 0 && /[.:]/.test(full.slice(0, slash));
  return {
    host: hasHost ? full.slice(0, slash) : '',
    name: hasHost ? full.slice(slash + 1) : full,
    more: Math.max(0, image.references.length - 1),
  };
}
