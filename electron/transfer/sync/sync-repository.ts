/** The work of a sync: plan, create, copy what is missing, carry settings. Nothing at the target is ever deleted. */
import { AppError, toAppError } from '../../../shared/errors';
import type { JobOutcome } from '../../../shared/model/moving/job';
import type { SyncItem, SyncRepository } from '../../../shared/model/moving/sync';
import type { WantedRepository } from '../../ecr/repository/ensure-repository';
import { putSettings, settingsWords } from '../../ecr/settings/repository-settings';
import type { JobContext, JobWork } from '../../jobs/job-kinds';
import { isMoved } from './plan/compare';
import { copyTags, type TagFailure } from './copy-tags';
import { prepareSync, type PreparedSync } from './plan/prepare-sync';
import type { RepositorySide, SidePorts } from './plan/repository-side';
import { syncFailure } from './sync-failure';
import { SyncProgress } from './sync-progress';

export interface SyncWorkPorts extends SidePorts {
  /** The copy of one image, where bytes are moved. */
  copy: JobWork;
  /** Creates a repository that is missing; see `ensure-repository.ts`. */
  ensureRepository(wanted: WantedRepository): Promise<unknown>;
  /** Images arrived: lists that show the repository are out of date. */
  arrived(repository: { host: string; repository: string }): void;
}

/** @throws AppError `cancelled`; or, once all was tried, one that tells how many tags failed and why. */
export async function syncRepository(ports: SyncWorkPorts, request: SyncRepository, context: JobContext): Promise<JobOutcome> {
  const progress = new SyncProgress(context.report);
  progress.step('Comparing');
  const prepared = await prepareSync(ports, request, context.signal);
  const { from, to, items } = prepared;
  for (const item of items) progress.add(item.tag, partOf(item, request));
  const notes = prepared.target.exists ? [] : await create(ports, request, { prepared, progress });

  const moving = items.filter((item) => isMoved(item, request));
  progress.step('Copying');
  const failures = await copyTags({ from, to, items: moving, copy: ports.copy, progress }, context).finally(() => {
    if (moving.length > 0) ports.arrived(to);
  });
  const carried = await carry(prepared, progress);
  const refused = request.overwrite ? items.filter(({ state }) => state === 'refused') : [];
  const lines = [...prepared.notes, ...notes, ...countWords(items, request, failures), ...carried.done];
  if (failures.length + carried.failed.length + refused.length > 0) throw syncFailure({ items: moving.length, failures, carried: carried.failed, refused, lines });
  return { reference: `${to.host}/${to.repository}`, notes: lines };
}

function partOf(item: SyncItem, request: SyncRepository): { state: 'waiting' | 'skipped'; note: string; totalBytes: number } {
  if (isMoved(item, request)) return { state: 'waiting', note: 'Waiting', totalBytes: item.bytes };
  const note = item.state === 'same' ? 'Already there' : item.state === 'refused' ? `Refused: ${item.note ?? 'immutable'}` : `Left: ${item.note ?? 'names another image'}`;
  return { state: 'skipped', note, totalBytes: 0 };
}

/** Creates the target, with the source's settings where they are carried. @throws AppError `repository-not-found` when that was not asked for. */
async function create(ports: SyncWorkPorts, request: SyncRepository, { prepared: { to, carry: { settings, remark } }, progress }: { prepared: PreparedSync; progress: SyncProgress }): Promise<string[]> {
  const name = `${to.host}/${to.repository}`;
  if (!request.createRepository) {
    throw new AppError('repository-not-found', `There is no repository ${name}.`, { hint: 'Create it, or let the sync create it.' });
  }
  progress.step('Creating the repository');
  await ports.ensureRepository(wanted(to));
  if (settings === undefined || to.ecr === undefined) return [`Created ${name}.`];
  await putSettings(ports.clients, to.ecr, settings);
  return [`Created ${name} with ${settingsWords(settings)}.`, ...(remark === undefined ? [] : [remark])];
}

const wanted = ({ host, repository, profile }: RepositorySide): WantedRepository => ({ host, repository, ...(profile !== undefined && { profile }) });

/** Each by itself: what fails is said, and the others are still given. */
async function carry({ carry: { items } }: PreparedSync, progress: SyncProgress): Promise<{ done: string[]; failed: string[] }> {
  const done: string[] = [];
  const failed: string[] = [];
  if (items.some(({ give }) => give !== undefined)) progress.step('Carrying settings');
  for (const { what, change, give, text } of items) {
    // Said where the repository was created.
    if (what === 'settings' && change === 'set') continue;
    try {
      await give?.();
      done.push(text);
    } catch (thrown) {
      const { message, hint } = toAppError(thrown);
      failed.push([`${text} That failed: ${message}`, ...(hint === undefined ? [] : [hint])].join(' '));
    }
  }
  return { done, failed };
}

function countWords(items: readonly SyncItem[], request: SyncRepository, failures: readonly TagFailure[]): string[] {
  const moved = items.filter((item) => isMoved(item, request)).length - failures.length;
  const same = items.filter(({ state }) => state === 'same').length;
  const left = items.filter((item) => item.state !== 'same' && !isMoved(item, request));
  return [
    `${tags(moved)} copied, ${same} ${same === 1 ? 'was' : 'were'} there already.`,
    ...(left.length === 0 ? [] : [`${tags(left.length)} ${left.length === 1 ? 'names' : 'name'} another image at the target and ${left.length === 1 ? 'stays' : 'stay'} as ${left.length === 1 ? 'it is' : 'they are'}: ${firstOf(left.map(({ tag }) => tag))}.`]),
  ];
}

const tags = (count: number): string => `${count} ${count === 1 ? 'tag' : 'tags'}`;
const firstOf = (names: readonly string[], most = 5): string => (names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`);
