import type { Scope } from '../../../state/workspace.svelte';

/** Names a registry or a folder of it among the branches of the tree. */
export const branchOf = ({ profile = '', region = '', registry = 'private', folder = '' }: Scope): string =>
  [profile, registry === 'public' ? registry : region, folder].join(' ').trim();

/** Whether two scopes are the same place. */
export const isSame = (one: Scope | undefined, other: Scope): boolean =>
  one?.profile === other.profile &&
  one?.region === other.region &&
  (one?.registry ?? 'private') === (other.registry ?? 'private') &&
  one?.folder === other.folder &&
  one?.favourites === other.favourites;
