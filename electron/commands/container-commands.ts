import type { Berth } from '../berth';
import { inspectPath } from '../transfer/inspect-path';
import type { HandlersOf } from './handlers-of';

export const containerCommands = ({ transfers, docker, preflight }: Berth): HandlersOf<'container'> & HandlersOf<'push'> & HandlersOf<'docker'> => ({
  'push.inspect': ({ path }) => inspectPath(path),
  'push.propose': (input) => transfers.proposePush(input),
  'push.preflight': (input) => preflight.check(input),
  'container.push': async (input) => ({ jobId: transfers.pushContainer(input) }),
  'docker.reconnect': () => docker.reconnect(),
});
