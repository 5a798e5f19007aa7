/** Berth's jobs with their journal, as a process to be killed: `DATA FROM TO` resumes the copy that was interrupted, or starts it. */
import { join } from 'node:path';
import { Jobs } from '../../../electron/jobs/jobs';
import { jobWork } from '../../../electron/jobs/job-kinds';
import { RegistryClient } from '../../../electron/registry/registry-client';
import { FileOpenUploads } from '../../../electron/registry/upload/open-uploads';
import { sleep } from '../../../electron/timing';
import { copyImage } from '../../../electron/transfer/copy-image';
import type { RegistryAccess } from '../../../electron/transfer/ports';
import { parseImageReference } from '../../../shared/ecr/image-reference';
import { CopyImage } from '../../../shared/model/moving/transfer';

const [data = '', from = '', to = ''] = process.argv.slice(2);
const openUploads = new FileOpenUploads({ file: join(data, 'open-uploads.json'), now: Date.now, pid: process.pid, log: (thrown) => console.error(thrown) });
const access: RegistryAccess = {
  client: (host) => Promise.resolve(new RegistryClient({ host, openUploads, sleep, random: Math.random, authorization: () => Promise.resolve(undefined) })),
  credentials: () => Promise.resolve(undefined),
};
const none = (): Promise<never> => Promise.reject(new Error('Only copies here.'));
const copy = jobWork(CopyImage, (input, context) => copyImage(access, { from: parseImageReference(input.from), to: parseImageReference(input.to) }, context));
let ids = Date.now();
const jobs = new Jobs({
  now: Date.now,
  clock: () => performance.now(),
  newId: () => `${(ids += 1)}`,
  journalFile: join(data, 'jobs.json'),
  kinds: { copy, 'push-container': none, 'push-image': none, 'push-archive': none, pull: none, export: none, sync: none, build: none, change: none },
  atOnce: () => 3,
});

async function run(): Promise<void> {
  await jobs.start();
  const before = jobs.state().jobs.map(({ status }) => status);
  const interrupted = jobs.state().jobs.find(({ status }) => status === 'interrupted');
  const id = interrupted === undefined ? jobs.begin({ kind: 'copy', title: 'Copy', input: { from, to } }) : jobs.retry(interrupted.id);
  const { status, outcome, error } = await jobs.wait(id);
  await jobs.close();
  process.stdout.write(JSON.stringify({ before, status, outcome, error }), () => process.exit(0));
}
void run();
