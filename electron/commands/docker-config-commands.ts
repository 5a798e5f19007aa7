import type { Berth } from '../berth';
import type { Desktop } from './app-commands';
import type { HandlersOf } from './handlers-of';
import { notYet } from './not-yet';

export const dockerConfigCommands = ({ dockerConfig, pullSecrets }: Berth, desktop: Pick<Desktop, 'writeClipboard'>): HandlersOf<'dockerConfig'> & HandlersOf<'helper'> & HandlersOf<'pullSecret'> => ({
  'dockerConfig.check': () => dockerConfig.health.check(),
  'dockerConfig.repair': ({ ids }) => dockerConfig.health.repair(ids),
  'dockerConfig.undo': () => dockerConfig.health.undo(),
  'helper.enable': notYet,
  'helper.disable': notYet,
  'pullSecret.apply': async (request) => void (await pullSecrets.apply(request)),
  'pullSecret.copy': async (request) => desktop.writeClipboard((await pullSecrets.make(request)).yaml),
});
