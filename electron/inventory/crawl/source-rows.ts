import type { InventorySource } from '../../../shared/model/repository';
import type { KnownRegistry } from '../ports';
import type { Freshness, KnownSource, SourceKey, WantedSource } from './ports';
import { rowId, SourceRow } from './source-row';

/** All sources that are read, in the order of the profiles. */
export class SourceRows {
  #rows = new Map<string, SourceRow>();

  all(): SourceRow[] {
    return [...this.#rows.values()];
  }

  of(key: SourceKey): SourceRow | undefined {
    return this.#rows.get(rowId(key));
  }

  /** The sources that see a repository, the one that speaks for it first. */
  seeing({ profiles, region, registry }: Freshness): SourceRow[] {
    return profiles.flatMap((profile) => this.of({ profile, region, registry }) ?? []);
  }

  states(): InventorySource[] {
    return this.all().map((row) => row.state());
  }

  /** The registry at a host, and a profile that sees it. */
  registryAt(host: string): KnownRegistry | undefined {
    for (const row of this.all()) {
      const { accountId, profile, region } = row.state();
      if (row.host === host && accountId !== undefined) return { profile, region, accountId, host };
    }
    return undefined;
  }

  /** Has these sources from now on; `known` is what the store has of them from before. Answers those that are new, and those that went. */
  become(wanted: readonly WantedSource[], known: readonly KnownSource[]): { added: SourceRow[]; gone: SourceRow[] } {
    const before = this.#rows;
    const fromBefore = new Map(known.map((source) => [rowId(source), source]));
    this.#rows = new Map(
      wanted.map((source) => {
        const same = before.get(rowId(source));
        return [rowId(source), same?.definition === source.definition ? same : new SourceRow(source, same === undefined ? fromBefore.get(rowId(source)) : undefined)];
      }),
    );
    const [now, then] = [new Set(this.#rows.values()), new Set(before.values())];
    return { added: [...now].filter((row) => !then.has(row)), gone: [...then].filter((row) => !now.has(row)) };
  }
}
