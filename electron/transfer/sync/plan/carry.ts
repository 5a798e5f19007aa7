/** What of the source repository's settings the target is given: compared first, done only where something changes. */
import { sameJson } from '../../../../shared/ecr/canonical-json';
import { AppError } from '../../../../shared/errors';
import type { Repository } from '../../../../shared/model/repository';
import type { CarryItem } from '../../../../shared/model/moving/sync';
import { getRepositoryPolicy, setRepositoryPolicy } from '../../../ecr/access/repository-policy';
import { describeRepository } from '../../../ecr/repository/describe-repository';
import type { EcrClients } from '../../../ecr/ports';
import { getLifecyclePolicy, putLifecyclePolicy } from '../../../ecr/settings/lifecycle-policy';
import type { RepositoryPlace } from '../../../ecr/settings/repository-place';
import { putSettings, settingsWords } from '../../../ecr/settings/repository-settings';
import type { Target } from './look-at-target';
import { accountOf, type RepositorySide } from './repository-side';

export interface Carry extends CarryItem {
  /** Gives it to the target; absent where nothing changes. @throws AppError. */
  give?: () => Promise<void>;
}

export interface CarryPlan {
  items: Carry[];
  /** The source's settings, for a target that is created with them. */
  settings?: Repository;
  /** What of them it does not get all the same. */
  remark?: string;
}

export interface CarryFacts {
  from: RepositorySide;
  to: RepositorySide;
  target: Pick<Target, 'exists' | 'repository'>;
  carry: readonly CarryItem['what'][];
}

export async function planCarry(clients: EcrClients, { from, to, target, carry }: CarryFacts): Promise<CarryPlan> {
  const wanted = [...new Set(carry)];
  const [source, place] = [from.ecr, to.ecr];
  if (source === undefined || place === undefined) {
    const { host } = source === undefined ? from : to;
    return { items: wanted.map((what) => ({ what, change: 'nothing-there', text: `${host} is no private registry of ECR: it has no ${WORDS[what]} to carry.` })) };
  }
  const plan: CarryPlan = { items: [] };
  for (const what of wanted) {
    if (what === 'settings') plan.items.push(await settingsItem(clients, { source, place, target }, plan));
    else plan.items.push(await documentItem(clients, { what, source, place, target, accounts: [accountOf(from), accountOf(to)] }));
  }
  return plan;
}

const WORDS = { settings: 'settings', policy: 'repository policy', lifecycle: 'lifecycle policy' } as const;

interface Both {
  source: RepositoryPlace;
  place: RepositoryPlace;
  target: CarryFacts['target'];
}

async function settingsItem(clients: EcrClients, { source, place, target }: Both, plan: CarryPlan): Promise<Carry> {
  const read = await readable(() => describeRepository(clients, source));
  if (read === 'denied') return unreadable('settings', 'source');
  plan.settings = read;
  const { exists, repository } = target;
  const encryption = read.encryption === (repository?.encryption ?? 'AES256') ? '' : ` Encryption stays ${repository?.encryption ?? 'AES256'} and does not become ${read.encryption}: it is decided when a repository is created, and a key belongs to one region.`;
  if (!exists && encryption !== '') plan.remark = encryption.trim();
  if (!exists) return { what: 'settings', change: 'set', text: `The target is created with ${settingsWords(read)}.${encryption}` };
  if (repository === undefined) return unreadable('settings', 'target');
  const [is, becomes] = [settingsWords(repository), settingsWords(read)];
  if (is === becomes) return { what: 'settings', change: 'same', text: `Both have ${is}.${encryption}` };
  return { what: 'settings', change: 'replace', text: `The target’s ${is} become ${becomes}.${encryption}`, give: () => putSettings(clients, place, read) };
}

async function documentItem(clients: EcrClients, { what, source, place, target, accounts }: Both & { what: 'policy' | 'lifecycle'; accounts: (string | undefined)[] }): Promise<Carry> {
  const get = (at: RepositoryPlace): Promise<string | undefined> => (what === 'policy' ? getRepositoryPolicy(clients, at) : getLifecyclePolicy(clients, at));
  const text = await readable(() => get(source));
  if (text === 'denied') return unreadable(what, 'source');
  if (text === undefined) return { what, change: 'nothing-there', text: `The source has no ${WORDS[what]}; what the target has stays.` };
  const there = target.exists ? await readable(() => get(place)) : undefined;
  if (there === 'denied') return unreadable(what, 'target');
  const about = what === 'policy' ? accountWords(text, accounts) : '';
  if (there !== undefined && sameJson(there, text)) return { what, change: 'same', text: `Both have the same ${WORDS[what]}.` };
  const give = (): Promise<void> => (what === 'policy' ? setRepositoryPolicy(clients, { ...place, policyText: text }) : putLifecyclePolicy(clients, place, text));
  if (there === undefined) return { what, change: 'set', text: `The target has no ${WORDS[what]} and is given the source’s.${about}`, give };
  return { what, change: 'replace', text: `The target’s ${WORDS[what]} is replaced by the source’s.${about}`, give };
}

/** A policy is carried as it is: whom it lets in is for a person to judge. */
function accountWords(policy: string, [from, to]: (string | undefined)[]): string {
  const named = [...new Set(policy.match(/\b\d{12}\b/g) ?? [])];
  if (named.length === 0) return ' It names no accounts.';
  const moved = from !== undefined && to !== undefined && from !== to ? `, and the target is in account ${to}, not ${from}` : '';
  return ` It is carried as it is: it names ${named.length === 1 ? 'account' : 'accounts'} ${named.join(', ')} as the source sees them${moved}.`;
}

const unreadable = (what: CarryItem['what'], where: 'source' | 'target'): Carry => ({ what, change: 'unreadable', text: `The profile may not read the ${where}’s ${WORDS[what]}: it is left as it is.` });

async function readable<T>(read: () => Promise<T>): Promise<T | 'denied'> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'access-denied') return 'denied';
    throw thrown;
  }
}
