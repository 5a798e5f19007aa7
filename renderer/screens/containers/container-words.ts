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

/** Running ones first, then by name: what one wants to push is mostly alive. */
export const inOrder = (containers: readonly Container[]): Container[] =>
  [...containers].sort(
    (a, b) =>
      Number(b.state === 'running') - Number(a.state === 'running') || a.name.localeCompare(b.name, 'en'),
  );
