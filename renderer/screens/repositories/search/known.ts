import type { WindowState } from '../../../state/window.svelte';
import type { Known } from './completion';

/** What the values of filters are completed from: all that the topics tell. */
export function knownOf(berth: WindowState): Known {
  const sources = berth.inventory.current?.sources ?? [];
  const sessions = berth.sessions.current?.sessions ?? [];
  const profiles = berth.profiles.current?.profiles ?? [];
  const accounts = new Map(
    [...sessions, ...sources].flatMap(({ profile, accountId }) =>
      accountId === undefined ? [] : [[profile, accountId] as const],
    ),
  );
  return {
    profiles: profiles.map(({ name, label }) => ({
      name,
      label,
      accountId: accounts.get(name),
    })),
    regions: [
      ...new Set([...sources.map(({ region }) => region), ...profiles.flatMap(({ regions }) => regions)]),
    ].sort(),
    folders: [],
  };
}
