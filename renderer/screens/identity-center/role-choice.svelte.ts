import type { MakeSsoProfiles } from '../../../shared/model/sso';
import {
  choose,
  drop,
  findRoles,
  nameProblems,
  NO_NAMES,
  rename,
  type RoleNames,
  type RoleRow,
} from './role-names';

/** Which roles a person wants as profiles, and under which names. */
export class RoleChoice {
  readonly rows: readonly RoleRow[];
  /** Names that profiles have already. */
  readonly #existing: readonly string[];
  search = $state('');
  #names = $state.raw<RoleNames>(NO_NAMES);
  readonly #shown = $derived.by(() => findRoles(this.rows, this.search));
  readonly #problems = $derived.by(() => nameProblems(this.#names, this.#existing));

  constructor(rows: readonly RoleRow[], existing: readonly string[]) {
    this.rows = rows;
    this.#existing = existing;
  }

  /** The rows that the search finds. */
  get shown(): readonly RoleRow[] {
    return this.#shown;
  }
  get count(): number {
    return this.#names.size;
  }
  get allShown(): boolean {
    return this.#shown.length > 0 && this.#shown.every(({ key }) => this.#names.has(key));
  }
  nameOf(row: RoleRow): string | undefined {
    return this.#names.get(row.key);
  }
  /** Why a chosen name cannot be taken, in one sentence. */
  problemOf(row: RoleRow): string | undefined {
    return this.#problems.get(row.key);
  }
  get problems(): number {
    return this.#problems.size;
  }
  /** The first name that cannot be taken, with its sentence. */
  get firstProblem(): string | undefined {
    const row = this.rows.find(({ key }) => this.#problems.has(key));
    return row === undefined ? undefined : `${this.nameOf(row) ?? ''}. ${this.problemOf(row) ?? ''}`;
  }

  /** Chooses a role under a free name, or lets it go. */
  toggle(row: RoleRow): void {
    this.#names = this.#names.has(row.key)
      ? drop(this.#names, [row])
      : choose(this.#names, [row], this.#existing);
  }
  /** Chooses all rows that are shown, or lets them all go when they are chosen already. */
  toggleShown(): void {
    this.#names = this.allShown
      ? drop(this.#names, this.#shown)
      : choose(this.#names, this.#shown, this.#existing);
  }
  rename(row: RoleRow, name: string): void {
    this.#names = rename(this.#names, row, name);
  }

  /** What the command takes. */
  get profiles(): MakeSsoProfiles['profiles'] {
    return this.rows.flatMap(({ key, accountId, roleName }) => {
      const name = this.#names.get(key);
      return name === undefined ? [] : [{ name, accountId, roleName }];
    });
  }
}
