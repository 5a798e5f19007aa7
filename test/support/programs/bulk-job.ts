/** A change of many as a job with its journal, in a process to be killed: `DATA ENDPOINT CHANGES-FILE` resumes the one that was interrupted, or plans and starts it. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { Bulk } from '../../../electron/bulk/bulk';
import { BulkFiles } from '../../../electron/bulk/bulk-file';
import { Changes } from '../../../electron/changes/changes';
import { ActivityLog } from '../../../electron/changes/log/activity-log';
import { ImageBackups } from '../../../electron/changes/undo/image-backups';
import { jobWork } from '../../../electron/jobs/job-kinds';
import { Jobs } from '../../../electron/jobs/jobs';
import { sleep } from '../../../electron/timing';
import { BulkJob } from '../../../shared/model/bulk/bulk';
import { Change } from '../../../shared/model/changes/change';
import type { JobOutcome } from '../../../shared/model/moving/job';

const [data = '', endpoint = '', file = ''] = process.argv.slice(2);
const newId = randomUUID;
const none = (): Promise<never> => Promise.reject(new Error('Only changes here.'));
const changes = new Changes({
  // The keys are in the environment, as the AWS SDK reads them.
  clients: { ecr: (_profile, region) => Promise.resolve(new ECRClient({ endpoint, region })), ecrPublic: none },
  fetchBytes: none,
  uses: { of: () => Promise.resolve({ uses: [], unasked: [] }) },
  lists: { put: () => undefined, remove: () => undefined, forget: () => undefined },
  marks: { isProduction: () => false, protectedRepositories: () => [] },
  backups: new ImageBackups({ folder: join(data, 'backups'), now: Date.now, newId }),
  log: new ActivityLog(join(data, 'activity.jsonl')),
  now: Date.now,
  newId,
});
const jobs: Jobs = new Jobs({
  now: Date.now,
  clock: () => performance.now(),
  newId,
  journalFile: join(data, 'jobs.json'),
  kinds: { copy: none, 'push-container': none, 'push-image': none, 'push-archive': none, pull: none, export: none, sync: none, build: none, change: jobWork(BulkJob, (input, context): Promise<JobOutcome> => bulk.run(input, context)) },
  atOnce: () => 3,
});
const bulk: Bulk = new Bulk({
  changes, newId,
  files: new BulkFiles(join(data, 'bulk')),
  query: none,
  hostOf: () => undefined,
  begin: (job) => jobs.begin(job),
  pause: sleep,
  log: (thrown) => console.error(thrown),
});

async function run(): Promise<void> {
  await jobs.start();
  const before = jobs.state().jobs.map(({ status }) => status);
  const interrupted = jobs.state().jobs.find(({ status }) => status === 'interrupted');
  const begin = async (): Promise<string> => {
    const { id } = await bulk.plan({ changes: z.array(Change).parse(JSON.parse(await readFile(file, 'utf8'))) }, { dryRun: false });
    return (await bulk.start(id)).jobId;
  };
  const id = interrupted === undefined ? await begin() : jobs.retry(interrupted.id);
  const { status, outcome, error } = await jobs.wait(id);
  await jobs.close();
  process.stdout.write(JSON.stringify({ before, status, notes: outcome?.notes, error }), () => process.exit(0));
}
void run();
