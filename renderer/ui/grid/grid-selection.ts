/** A choice of several rows, as the grid works on it. */
export interface GridSelection<Row> {
  readonly size: number;
  has(row: Row): boolean;
  only(row: Row): void;
  toggle(row: Row): void;
  /** The rows between two indexes; with `add`, besides those that are chosen. */
  extend(from: number, to: number, add?: boolean): Promise<void>;
  clear(): void;
}

interface Shape {
  active: number;
  /** Rows that fit into the view. */
  page: number;
  count: number;
}

/** Which row a key leads to; undefined for keys that lead nowhere. */
export function rowAfter(key: string, { active, page, count }: Shape): number | undefined {
  const moves: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key];
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}

/** Whether a key asks for the menu of what is marked. */
export const asksForMenu = ({ key, shiftKey }: KeyboardEvent): boolean =>
  key === 'ContextMenu' || (key === 'F10' && shiftKey);
