import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const repositoryCommands = ({ inventory, repositories }: Berth): HandlersOf<'repository'> => ({
  'repository.query': (query) => inventory.query(query),
  'repository.folders': async (query) => ({ folders: await inventory.folders(query) }),
  'repository.refresh': async () => inventory.refresh(),
  'repository.show': (key) => repositories.show(key),
  'repository.grantPull': (input) => repositories.grantPull(input),
});
