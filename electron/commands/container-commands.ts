import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';
import { notThere } from './not-there';

export const containerCommands = ({ transfers, docker, preflight }: Berth): HandlersOf<'container'> & HandlersOf<'push'> & HandlersOf<'docker'> => ({
  'push.inspect': notThere,
  'push.propose': (input) => transfers.proposePush(input),
  'push.preflight': (input) => preflight.check(input),
  'container.push': async (input) => ({ jobId: transfers.pushContainer(input) }),
  'docker.reconnect': () => docker.reconnect(),
});
