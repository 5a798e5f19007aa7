import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';
import { notThere } from './not-there';

export const containerCommands = ({ transfers, docker }: Berth): HandlersOf<'container'> & HandlersOf<'push'> & HandlersOf<'docker'> => ({
  'push.inspect': notThere,
  'push.propose': (input) => transfers.proposePush(input),
  'push.preflight': notThere,
  'container.push': async (input) => ({ jobId: transfers.pushContainer(input) }),
  'docker.reconnect': () => docker.reconnect(),
});
