/** The composition root: builds every service by hand. The window, the tray, the command line and the tests call it. */
import { dirname, join } from 'node:path';
import { composeAws } from './compose/aws';
import { composeBulk } from './compose/bulk';
import { composeChanges } from './compose/changes';
import { composeDockerAuth } from './compose/docker-auth';
import { composeImageDetails } from './compose/image-details';
import { composeImages } from './compose/images';
import { composeLayers } from './compose/layers';
import { composeImageUses, composeScanning } from './compose/scanning';
import { composeOverview } from './compose/overview';
import type { BerthSurroundings } from './compose/surroundings';
import { pause } from './timing';
import { tidyUpAll } from './files/tidy-up';

export type { BerthSurroundings };
export type Berth = Awaited<ReturnType<typeof createBerth>>;

/** A commit cannot be interrupted in the engine; quitting does not wait for it longer than this. */
const QUIT_WITHIN_MS = 3000;

/** Builds Berth with its settings and profiles read; nothing runs by itself until `start`. */
export async function createBerth(around: BerthSurroundings) {
  const { home, folders, log } = around;
  const aws = await composeAws(around);
  const dockerAuth = composeDockerAuth(around, aws);
  const images = composeImages(around, aws, dockerAuth, { change: (job, context) => many.bulk.run(job, context) });
  const details = composeImageDetails(aws, dockerAuth, images);
  const uses = composeImageUses(aws, dockerAuth, images.docker);
  const changing = composeChanges(around, aws, images, uses);
  const many: ReturnType<typeof composeBulk> = composeBulk(around, { ...images, ...changing });
  const overview = composeOverview(around, images);
  const scans = composeScanning(around, aws, dockerAuth, { ...images, ...changing });
  const layers = composeLayers(around, images);
  const { settings, questions, secrets, sealedRecords, profiles, sso, clients, ending } = aws;
  const { sessions, refresh, dockerConfig, helperSwitch, helperServer } = dockerAuth;
  const { docker, inventory, signedCalls, jobs, sandbox, wire, thread } = images;
  const file = (name: string): string => join(folders.data, name);

  return {
    ...aws,
    ...dockerAuth,
    ...images,
    ...details,
    ...layers,
    ...uses,
    ...changing,
    ...many,
    ...overview,
    ...scans,
    temporaryFolder: around.temporaryFolder,

    /** Everything that runs by itself: file watching, refresh, the live list of containers, the inventory. */
    async start(): Promise<void> {
      settings.start();
      await tidyUpAll([folders.data, file('sealed'), file('sandbox'), join(home, '.aws', 'sso', 'cache'), ...profiles.state().files.map((each) => dirname(each))]);
      void sealedRecords.tidy().catch(log);
      await Promise.all([profiles.start(), jobs.start(), sandbox.resume().catch(log)]);
      await sso.start();
      await Promise.all([sessions.start(), docker.start(), inventory.start(), dockerConfig.start(), helperServer.start()]);
      await helperSwitch.start();
      refresh.start();
      await scans.watches.start();
      await many.bulkFiles.tidy(Date.now());
    },

    /** Ends it all; jobs that run are kept in the journal as interrupted. */
    async close(): Promise<void> {
      ending.abort();
      many.bulk.close();
      settings.close();
      refresh.close();
      scans.watches.close();
      sessions.close();
      questions.close();
      sso.close();
      await Promise.race([jobs.close(), pause(QUIT_WITHIN_MS)]);
      await Promise.all([inventory.close(), docker.close(), helperServer.close(), helperSwitch.close()]);
      await dockerConfig.close();
      profiles.close();
      secrets.close();
      clients.close();
      signedCalls.close();
      wire.close();
      await Promise.all([thread?.close(), layers.closeLayers()]);
      await sandbox.close();
    },
  };
}
