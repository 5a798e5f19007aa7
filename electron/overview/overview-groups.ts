import { monthlyPublicCost } from '../../shared/ecr/cost/storage-cost';
import type { OverviewGroup } from '../../shared/model/overview/overview';
import type { OverviewBy, OverviewSum } from '../inventory/store/read/overview';

/** `\na\nb\n` → `['a', 'b']`. */
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Sums of the store as a person reads them; an account's public storage is free up to a bound, so it is reckoned by account alone. */
export function overviewGroup(by: OverviewBy, sum: OverviewSum): OverviewGroup {
  const { key, repositories, read, images, bytes, cost, publicBytes } = sum;
  return { key, repositories, read, images, bytes, monthlyCost: cost + (by === 'account' ? monthlyPublicCost(publicBytes) : 0), ...words(by, sum) };
}

function words(by: OverviewBy, { key, profiles, account, region, name }: OverviewSum): { label: string; search: string } {
  switch (by) {
    case 'account':
      return { label: `${lines(profiles)[0] ?? ''} · ${key}`, search: `account:${key}` };
    case 'region':
      return { label: key, search: `region:${key}` };
    case 'profiles':
      return { label: lines(profiles).join(', '), search: `profile:${lines(profiles)[0] ?? ''}` };
    case 'namespace':
      return key === '' ? { label: 'Without a namespace', search: '' } : { label: key, search: `name:${key}*` };
    case 'repository':
      return { label: name, search: `name:${name} account:${account} region:${region}` };
  }
}

/** Each profile with all that it sees: a repository that two profiles see counts for both. */
export function byProfile(sums: readonly OverviewSum[]): OverviewGroup[] {
  const profiles = new Map<string, OverviewGroup>();
  for (const sum of sums) {
    for (const profile of lines(sum.profiles)) {
      const known = profiles.get(profile) ?? { key: profile, label: profile, search: `profile:${profile}`, repositories: 0, read: 0, images: 0, bytes: 0, monthlyCost: 0 };
      profiles.set(profile, {
        ...known,
        repositories: known.repositories + sum.repositories,
        read: known.read + sum.read,
        images: known.images + sum.images,
        bytes: known.bytes + sum.bytes,
        monthlyCost: known.monthlyCost + sum.cost,
      });
    }
  }
  return [...profiles.values()].sort((one, other) => other.bytes - one.bytes || one.key.localeCompare(other.key));
}
