import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const imageCommands = ({ inventory, transfers }: Berth): HandlersOf<'image'> => ({
  'image.query': (query) => inventory.images(query),
  'image.pull': async (input) => ({ jobId: transfers.pull(input) }),
  'image.export': async (input) => ({ jobId: transfers.export(input) }),
  'image.push': async (input) => ({ jobId: transfers.pushImage(input) }),
  'image.pushArchive': async (input) => ({ jobId: transfers.pushArchive(input) }),
  'image.copy': async (input) => ({ jobId: transfers.copy(input) }),
});
