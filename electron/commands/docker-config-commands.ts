import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';
import { notYet } from './not-yet';

export const dockerConfigCommands = (_berth: Berth): HandlersOf<'dockerConfig'> & HandlersOf<'helper'> & HandlersOf<'pullSecret'> => ({
  'dockerConfig.check': notYet,
  'dockerConfig.repair': notYet,
  'dockerConfig.undo': notYet,
  'helper.enable': notYet,
  'helper.disable': notYet,
  'pullSecret.apply': notYet,
  'pullSecret.copy': notYet,
});
