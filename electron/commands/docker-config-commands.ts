import type { Berth } from '../berth';
import type { Desktop } from './app-commands';
import type { HandlersOf } from './handlers-of';

export const dockerConfigCommands = ({ dockerConfig, pullSecrets, helperSwitch }: Berth, desktop: Pick<Desktop, 'writeClipboard'>): HandlersOf<'dockerConfig'> & HandlersOf<'helper'> & HandlersOf<'pullSecret'> => ({
  'dockerConfig.check': () => dockerConfig.health.check(),
  'dockerConfig.repair': ({ ids }) => dockerConfig.health.repair(ids),
  'dockerConfig.undo': () => dockerConfig.health.undo(),
  'helper.enable': () => helperSwitch.enable().then(() => dockerConfig.health.check()),
  'helper.disable': () => helperSwitch.disable().then(() => dockerConfig.health.check()),
  'pullSecret.apply': async (request) => void (await pullSecrets.apply(request)),
  'pullSecret.copy': async (request) => desktop.writeClipboard((await pullSecrets.make(request)).yaml),
});
