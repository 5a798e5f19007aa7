import type { Berth } from '../berth';
import type { Handlers } from '../ipc/dispatch';
import { appCommands, type Desktop } from './app-commands';
import { changeCommands } from './change-commands';
import { bulkCommands } from './bulk-commands';
import { containerCommands } from './container-commands';
import { dockerConfigCommands } from './docker-config-commands';
import { imageCommands } from './image-commands';
import { jobCommands } from './job-commands';
import { layersCommands } from './layers-commands';
import { profileCommands } from './profile-commands';
import { registryCommands } from './registry-commands';
import { repositoryCommands } from './repository-commands';
import { scanningCommands } from './scanning-commands';
import { secretCommands } from './secret-commands';
import { sessionCommands } from './session-commands';
import { ssoCommands } from './sso-commands';

/** Every command of the contract and the one service call behind it; one that is missing does not compile. */
export const createHandlers = (berth: Berth, desktop: Desktop): Handlers => ({
  ...profileCommands(berth),
  ...sessionCommands(berth),
  ...ssoCommands(berth),
  ...secretCommands(berth),
  ...dockerConfigCommands(berth, desktop),
  ...registryCommands(berth),
  ...repositoryCommands(berth),
  ...imageCommands(berth),
  ...layersCommands(berth),
  ...scanningCommands(berth),
  ...bulkCommands(berth),
  ...changeCommands(berth),
  ...containerCommands(berth),
  ...jobCommands(berth),
  ...appCommands(berth, desktop),
});
