import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const containerCommands = ({ transfers, docker }: Berth): HandlersOf<'container'> & HandlersOf<'docker'> => ({
  'container.proposePush': (input) => transfers.proposePush(input),
  'container.push': async (input) => ({ jobId: transfers.pushContainer(input) }),
  'docker.reconnect': () => docker.reconnect(),
});
