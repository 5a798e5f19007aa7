import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const repositoryCommands = ({ inventory, repositories }: Berth): HandlersOf<'repository'> & HandlersOf<'inventory'> => ({
  'repository.query': (query) => inventory.query(query),
  'repository.folders': async (query) => ({ folders: await inventory.folders(query) }),
  'inventory.export': (input) => inventory.export(input),
  'repository.stop': async () => inventory.stop(),
  'repository.refresh': async ({ everything }) => inventory.refresh({ everything: everything ?? false }),
  'repository.show': (key) => repositories.show(key),
  'repository.grantPull': (input) => repositories.grantPull(input),
});
