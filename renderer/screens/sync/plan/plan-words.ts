import type { CarryItem, SyncItem, SyncPlan, TransferEstimate } from '../../../../shared/model/moving/sync';
import { bytes, counted } from '../../../words/sizes';
import { timeLeft } from '../../../words/times';

/** What happens with one tag. */
export type Fate = 'copied' | 'moved' | 'left' | 'there' | 'refused';

export const fateOf = ({ state }: SyncItem, overwrite: boolean): Fate => {
  switch (state) {
    case 'missing':
      return 'copied';
    case 'differs':
      return overwrite ? 'moved' : 'left';
    case 'same':
      return 'there';
    case 'refused':
      return 'refused';
  }
};
export const FATE_WORDS: Record<Fate, string> = {
  copied: 'Copied',
  moved: 'Moved',
  left: 'Left alone',
  there: 'Already there',
  refused: 'Refused',
};
export const willMove = (fate: Fate): boolean => fate === 'copied' || fate === 'moved';

export interface Totals {
  /** How many tags meet each fate. */
  of: Record<Fate, number>;
  moving: number;
}
export function totalsOf(items: readonly SyncItem[], overwrite: boolean): Totals {
  const of: Record<Fate, number> = { copied: 0, moved: 0, left: 0, there: 0, refused: 0 };
  for (const item of items) of[fateOf(item, overwrite)] += 1;
  return { of, moving: of.copied + of.moved };
}

/** `12 tags are copied, 2 move; 30 are there already`: the whole plan in a sentence. */
export function planSentence({ of, moving }: Totals): string {
  const rest = [
    of.there > 0 && `${of.there} already there`,
    of.left > 0 && `${of.left} left alone`,
    of.refused > 0 && `${of.refused} refused`,
  ].filter((word) => word !== false);
  const tail = rest.length === 0 ? '' : `; ${rest.join(', ')}`;
  if (moving === 0) return `Nothing to copy${tail}.`;
  const moved = of.moved === 0 ? '' : `, ${of.moved} of them taken from another image there`;
  return `${counted(moving, 'tag')} to copy${moved}${tail}.`;
}

/** `under 1 min`, `2 min to 9 min`. */
export function timeWords({ seconds: { least, most } }: TransferEstimate): string {
  const [from, to] = [timeLeft(least * 1000), timeLeft(most * 1000)];
  if (most < 60) return 'under 1 min';
  return from === to ? to : least < 60 ? `up to ${to}` : `${from} to ${to}`;
}
/** `no cost`, `$1.12 once, $0.40 a month`. */
export function costWords({ cost: { transferOut, storagePerMonth } }: TransferEstimate): string {
  const words = [
    transferOut >= 0.005 && `${dollars(transferOut)} once`,
    storagePerMonth >= 0.005 && `${dollars(storagePerMonth)} a month`,
  ].filter((word) => word !== false);
  return words.length === 0 ? 'under $0.01' : words.join(', ');
}
const dollars = (amount: number): string =>
  amount.toLocaleString('en-US', { style: 'currency', currency: 'USD' });
export const sizeWords = (estimate: TransferEstimate): string =>
  estimate.bytes === 0 ? 'nothing moves' : `${bytes(estimate.bytes)} at most`;

const CARRIED: Record<CarryItem['what'], string> = {
  settings: 'Settings',
  policy: 'Policy',
  lifecycle: 'Lifecycle policy',
};
export const carryWords = ({ what, text }: CarryItem): string => `${CARRIED[what]}: ${text}`;

/** Whether anything at all would be changed. */
export const changesAnything = (plan: SyncPlan, overwrite: boolean): boolean =>
  totalsOf(plan.items, overwrite).moving > 0 ||
  plan.carry.some(({ change }) => change === 'set' || change === 'replace');
