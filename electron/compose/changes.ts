/** Changes of registries, with their log and what Undo needs. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Changes } from '../changes/changes';
import { ActivityLog } from '../changes/log/activity-log';
import { RecordedTags } from '../changes/recorded-tags';
import { RunningChanges } from '../changes/running-changes';
import { ImageBackups } from '../changes/undo/image-backups';
import { undoneBy } from '../changes/undo/undo-recipe';
import { Change } from '../../shared/model/changes/change';
import type { AwsSide } from './aws';
import type { ImageUsesSide } from './scanning';
import type { composeImages } from './images';
import type { BerthSurroundings } from './surroundings';

export function composeChanges({ folders, log }: BerthSurroundings, { clients, settings }: AwsSide, { inventory, fetchBytes, grantPorts, repositoriesMade }: ReturnType<typeof composeImages>, { imageUses }: ImageUsesSide) {
  const activityLog = new ActivityLog(join(folders.data, 'activity', 'activity.jsonl'));
  const changes = new Changes({
    clients,
    fetchBytes,
    uses: imageUses,
    lists: inventory,
    marks: {
      isProduction: (profile) => settings.current().looks[profile]?.production === true,
      protectedRepositories: () => settings.current().protectedRepositories,
    },
    backups: new ImageBackups({ folder: join(folders.data, 'deleted-images'), now: Date.now, newId: randomUUID }),
    log: activityLog,
    now: Date.now,
    newId: randomUUID,
  });
  repositoriesMade.add((repository) => {
    const { profile, region, name, mutability, mutabilityExclusions, scanOnPush } = repository;
    const key = { profile, region, name };
    const made = Change.parse({ kind: 'create-repository', repository: key, mutability, mutabilityExclusions, scanOnPush });
    void changes.record(made, repository, undoneBy({ kind: 'delete-repository', repository: key, force: false })).catch(log);
  });
  grantPorts.policyChanged = async (repository, { before, after }) => {
    const undo = undoneBy({ kind: 'set-policy', repository, ...(before !== undefined && { text: before }) });
    await changes.record({ kind: 'set-policy', repository, text: after }, undefined, undo).catch(log);
  };
  return { changes, activityLog, runningChanges: new RunningChanges(changes), tags: new RecordedTags({ changes, clients }) };
}
