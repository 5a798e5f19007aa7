import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const repositoryCommands = ({ inventory, repositories }: Berth): HandlersOf<'repository'> => ({
  'repository.query': (query) => inventory.query(query),
  'repository.folders': async (query) => ({ folders: await inventory.folders(query) }),
  'repository.refresh': async () => inventory.refresh(),
  'repository.show': (key) => repositories.show(key),
  'repository.create': (input) => repositories.create(input),
  'repository.delete': (input) => repositories.delete(input),
  'repository.grantPull': (input) => repositories.grantPull(input),
});
