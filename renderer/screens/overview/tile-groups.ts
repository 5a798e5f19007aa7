import type { Overview } from '../../../shared/model/overview/overview';
import { bytes } from '../../words/sizes';
import { dollars } from './overview-words';

/** Tiles beyond these are too small to be seen: they are one tile together. */
const MOST_ACCOUNTS = 8;

export interface TileGroup {
  key: string;
  label: string;
  tiles: { key: string; label: string; value: number; note: string }[];
}

/** The largest repositories as tiles in their accounts; what an account has besides is one tile of its own, so that areas stay true. */
export function tileGroups({ accounts, repositories }: Overview): TileGroup[] {
  return accounts.slice(0, MOST_ACCOUNTS).map((account) => {
    const own = repositories.filter(({ accountId, bytes: size }) => accountId === account.key && size > 0);
    const rest = account.bytes - own.reduce((sum, one) => sum + one.bytes, 0);
    const tiles = own.map(({ key, label, bytes: size, monthlyCost, region }) => ({
      key,
      label,
      value: size,
      note: `${bytes(size)} · ${dollars(monthlyCost)} a month · ${region}`,
    }));
    const others = account.repositories - own.length;
    return {
      key: account.key,
      label: `${account.label} · ${bytes(account.bytes)}`,
      tiles:
        rest > 0 && others > 0
          ? [
              ...tiles,
              {
                key: '',
                label: `${others.toLocaleString('en-US')} others`,
                value: rest,
                note: `${bytes(rest)} in all the others`,
              },
            ]
          : tiles,
    };
  });
}
