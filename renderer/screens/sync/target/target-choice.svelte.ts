import { privateRegistryHost } from '../../../../shared/ecr/registry-host';
import type { Repository } from '../../../../shared/model/repository';
import type { PushTarget } from '../../../state/pushable';
import type { WindowState } from '../../../state/window.svelte';
import type { CopyPlace } from '../../../state/workspace.svelte';

/** Where a copy goes: chosen by the person, or the repository of the same name at the registry it was dropped on. */
export class TargetChoice {
  target = $state.raw<PushTarget>();
  /** The list of repositories is shown, to choose another one. */
  choosing = $state(false);
  /** The person's word that a repository which is not there is made. */
  create = $state(false);
  readonly from: Repository;

  constructor(from: Repository) {
    this.from = from;
  }

  choose(target: PushTarget): void {
    this.target = target;
    this.create = target.missing === true;
    this.choosing = false;
  }
  /** Why it cannot be the target; nothing when it can. */
  get problem(): string | undefined {
    return this.target?.uri === this.from.uri
      ? 'This is the repository itself. Choose another one.'
      : undefined;
  }

  /** Finds what a drop on `to` means. */
  async resolve(berth: WindowState, to: CopyPlace | undefined): Promise<void> {
    if (to === undefined) this.choosing = true;
    else if ('uri' in to) this.choose(to);
    else this.choose(await sameNameAt(berth, this.from, to));
  }
}

/** The repository of this name at another registry, or the one that would be made there. */
async function sameNameAt(
  berth: WindowState,
  { name }: Repository,
  { profile, region }: { profile: string; region: string },
): Promise<PushTarget> {
  const ask = (search: string, limit: number) =>
    berth.client
      .invoke('repository.query', { search, profile, region, registry: 'private', limit })
      .catch(() => undefined);
  const there = (await ask(name, 200))?.rows.find((row) => row.name === name);
  if (there !== undefined) return there;
  const source = berth.inventory.current?.sources.find(
    (one) => one.profile === profile && one.region === region && one.registry !== 'public',
  );
  const any = (await ask('', 1))?.rows[0];
  const session = berth.sessions.current?.sessions.find(
    (one) => one.profile === profile && one.region === region,
  );
  const accountId = any?.accountId ?? source?.accountId ?? session?.accountId ?? '';
  const host = any?.host ?? session?.host ?? privateRegistryHost({ accountId, region });
  return { profile, region, accountId, host, name, uri: `${host}/${name}`, missing: true };
}
