import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const bulkCommands = ({ bulk, overviews }: Berth): HandlersOf<'bulk'> & HandlersOf<'overview'> => ({
  'bulk.plan': (wanted) => bulk.plan(wanted),
  'bulk.show': (wanted) => bulk.show(wanted),
  'bulk.start': ({ id, typed }) => bulk.start(id, typed),
  'bulk.again': ({ id }) => bulk.again(id),
  'bulk.save': ({ id, ...to }) => bulk.save(id, to),

  'overview.show': (scope) => overviews.show(scope),
});
