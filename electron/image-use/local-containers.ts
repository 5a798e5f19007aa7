import type { DockerEngine } from '../docker/docker-engine';
import type { UsesFound, UseSource } from './used-images';

/** Containers of the Docker on this machine, running or not: those that are stopped need their image to start again. */
export function localContainers(docker: Pick<DockerEngine, 'use' | 'listImages'>): UseSource {
  return {
    by: 'container',
    name: 'Docker',
    async look(_scope, found: UsesFound, signal) {
      const [containers, images] = await Promise.all([
        docker.use({ operation: 'list the containers' }, (engine) => engine.listContainers({ all: true, abortSignal: signal })),
        docker.listImages(),
      ]);
      const names = new Map(images.map(({ id, tags, digests }) => [id, { tags, digests }]));
      for (const { Id, Names, Image, ImageID, State } of containers) {
        const called = Names[0]?.replace(/^\//, '') ?? Id.slice(0, 12);
        const running = State === 'running' || State === 'paused' || State === 'restarting';
        const what = `container ${called} on this machine${running ? '' : ' (stopped)'}`;
        const { tags, digests } = names.get(ImageID) ?? { tags: [], digests: [] };
        // An image that was pulled or pushed has the registry's digest; of one that only bears a name the name is all there is to go by.
        const references = digests.length > 0 ? digests : [...new Set([Image, ...tags])];
        for (const reference of references) found.used({ by: 'container', reference, what, running });
      }
    },
  };
}
