import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const imageCommands = ({ inventory, imageDetails, transfers, tags, runImages, sync }: Berth): HandlersOf<'image'> & HandlersOf<'tag'> & HandlersOf<'sync'> & HandlersOf<'run'> => ({
  'image.query': (query) => inventory.images(query),
  'image.search': (search) => inventory.searchImages(search),
  'image.show': (asked) => imageDetails.show(asked),
  'image.raw': (asked) => imageDetails.raw(asked),
  'image.saveRaw': (asked) => imageDetails.save(asked),
  'image.referrers': (asked) => imageDetails.referrers(asked),
  'image.artifact': (asked) => imageDetails.artifact(asked),
  'image.pull': async (input) => ({ jobId: transfers.pull(input) }),
  'image.export': async (input) => ({ jobId: transfers.export(input) }),
  'image.push': async (input) => ({ jobId: transfers.pushImage(input) }),
  'image.pushArchive': async (input) => ({ jobId: transfers.pushArchive(input) }),
  'image.copy': async (input) => ({ jobId: transfers.copy(input) }),
  'image.build': async (input) => ({ jobId: transfers.build(input) }),
  'tag.set': (input) => tags.set(input),
  'tag.remove': (input) => tags.remove(input),
  'tag.composeIndex': (input) => tags.composeIndex(input),
  'sync.plan': (request) => sync.plan(request),
  'sync.start': async (request) => ({ jobId: sync.begin(request) }),
  'sync.applyAlternative': (alternative) => sync.applyAlternative(alternative),
  'run.defaults': ({ image }) => runImages.defaults(image),
  'run.start': (input) => runImages.start(input),
});
