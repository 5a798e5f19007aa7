/** Changes against a sandbox of the test's own: everything real but what a person has marked and where images run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import { Changes } from '../../electron/changes/changes';
import { ActivityLog } from '../../electron/changes/log/activity-log';
import { ImageBackups } from '../../electron/changes/undo/image-backups';
import type { ImageUse } from '../../shared/model/image-use';
import { Change } from '../../shared/model/changes/change';
import type { Repository, RepositoryKey } from '../../shared/model/repository';
import { sandboxRepositories } from '../ecr/tags/sandbox-repository';

export type ChangesAround = Awaited<ReturnType<typeof changesAround>>;
const never = new AbortController().signal;

export async function changesAround() {
  const around = await sandboxRepositories();
  const folder = await mkdtemp(join(tmpdir(), 'berth-changes-'));
  const heard: { put: Repository[]; gone: string[]; forgotten: string[] } = { put: [], gone: [], forgotten: [] };
  const marks = { production: new Set<string>(), guarded: [] as string[] };
  const running: ImageUse[] = [];
  let count = 0;
  const newId = (): string => `id-${(count += 1)}`;
  const { endpoint, profiles } = around.sandbox.description;
  const clients = {
    ...around.clients,
    ecrPublic: (name: string): ECRPUBLICClient => {
      const credentials = profiles.find((each) => each.name === name);
      if (credentials === undefined) throw new Error(`The sandbox has no profile ${name}.`);
      return new ECRPUBLICClient({ region: 'us-east-1', endpoint, credentials });
    },
  };
  const log = new ActivityLog(join(folder, 'activity.jsonl'));
  const backups = new ImageBackups({ folder: join(folder, 'backups'), now: Date.now, newId });
  const changes = new Changes({
    clients,
    fetchBytes: fetch,
    uses: { of: async (_key, images) => ({ uses: running.filter(({ digest }) => images.some((image) => image.digest === digest)), unasked: [] }) },
    lists: { put: (repository) => heard.put.push(repository), remove: ({ name }) => heard.gone.push(name), forget: ({ name }) => heard.forgotten.push(name) },
    marks: { isProduction: (profile) => marks.production.has(profile), protectedRepositories: () => marks.guarded },
    log, backups, newId,
    now: Date.now,
  });
  return {
    ...around, folder, clients, heard, marks, running, log, backups, changes, newId,
    /** One change as a window sends it: defaults may be left out. */
    preview: async (change: object) => {
      const [preview] = await changes.preview([Change.parse(change)], never);
      if (preview === undefined) throw new Error('There is no preview.');
      return preview;
    },
    apply: (change: object, typed?: string) => changes.apply(Change.parse(change), { signal: never, typed }),
    undo: (id: string) => changes.undo(id, { signal: never }),
    uri: (key: RepositoryKey): string => `${around.host}/${key.name}`,
    close: async () => {
      await around.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
