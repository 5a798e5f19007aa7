/** What is in images, file by file. */
import { Layers } from '../layers/layers';
import type { LayerQueries } from '../layers/ports';
import { LISTS_CAPACITY } from '../layers/thread/launch-layers-worker';
import { LayersThread } from '../layers/thread/layers-thread';
import type { SignedRegistryAccess } from '../transfer/signed-registry-access';
import { after } from '../timing';
import type { BerthSurroundings } from './surroundings';

export function composeLayers({ launchLayersThread, ownPlatform = 'linux/amd64' }: Pick<BerthSurroundings, 'launchLayersThread' | 'ownPlatform'>, { access }: { access: SignedRegistryAccess }) {
  if (launchLayersThread === undefined) {
    const here = new Layers({ access, ownPlatform, capacity: LISTS_CAPACITY, after });
    return { layers: here as LayerQueries, closeLayers: () => Promise.resolve(here.close()) };
  }
  const thread = new LayersThread({
    launch: launchLayersThread,
    authorization: (asked) => access.authorization(asked),
    explanation: (denied) => access.explainDenied(denied),
  });
  return { layers: thread.queries, closeLayers: () => thread.close() };
}
