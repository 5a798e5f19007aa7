import type { Container } from '../../../shared/model/container';
import type { Tone } from '../sidebar/registry-tree';

/** The colour of a container's dot. */
export function containerTone(state: Container['state']): Tone {
  switch (state) {
    case 'running':
      return 'good';
    case 'paused':
      return 'warn';
    case 'restarting':
    case 'removing':
      return 'busy';
    case 'dead':
      return 'bad';
    default:
      return 'none';
  }
}

/** Alive, if paused for a moment: a push pauses its container, which must not jump in the list. */
const isUp = ({ state }: Container): boolean =>
  state === 'running' || state === 'paused' || state === 'restarting';

/** Those that are up first, then by name: what one wants to push is mostly alive. */
export const inOrder = (containers: readonly Container[]): Container[] =>
  [...containers].sort((a, b) => Number(isUp(b)) - Number(isUp(a)) || a.name.localeCompare(b.name, 'en'));
