/** What the head of a grid says of a column. */
export interface HeadColumn {
  key: string;
  label: string;
  sortable?: boolean;
  /** Its head is read out, not shown. */
  hidden?: boolean;
  /** Numbers: set from the right. */
  figures?: boolean;
  /** Takes what the others leave: it has no width of its own. */
  grows?: boolean;
}

/** A column of which a person may say whether it is shown, and how wide. */
export interface GridColumn extends HeadColumn {
  /** CSS pixels; for one that grows, the least. */
  width: number;
  /** Always there. */
  fixed?: boolean;
  /** Shown until the person chooses otherwise. */
  usual?: boolean;
  /** Those with the highest go first where there is little room. */
  rank?: number;
}

const GAP = 12;

/** The columns a person may choose from. */
export const choosable = (columns: readonly GridColumn[]): GridColumn[] =>
  columns.filter(({ fixed }) => fixed !== true);

/** The keys that are chosen: the usual ones until something was. */
export const chosenKeys = (
  columns: readonly GridColumn[],
  chosen: readonly string[] | undefined,
): string[] =>
  chosen === undefined
    ? choosable(columns)
        .filter(({ usual }) => usual === true)
        .map(({ key }) => key)
    : [...chosen];

/** Those that are chosen, at the widths they were drawn to, as far as they fit into so many pixels. */
export function fittingColumns(
  columns: readonly GridColumn[],
  {
    chosen,
    widths,
    room,
  }: { chosen: readonly string[]; widths: Readonly<Record<string, number>>; room: number },
): GridColumn[] {
  let shown = columns
    .filter(({ key, fixed }) => fixed === true || chosen.includes(key))
    .map((column) => ({ ...column, width: widths[column.key] ?? column.width }));
  const needed = (): number => shown.reduce((sum, { width }) => sum + width + GAP, GAP);
  while (room > 0 && needed() > room) {
    const last = shown
      .filter(({ fixed }) => fixed !== true)
      .reduce<GridColumn | undefined>(
        (most, column) => (most === undefined || (column.rank ?? 0) > (most.rank ?? 0) ? column : most),
        undefined,
      );
    if (last === undefined) break;
    shown = shown.filter((column) => column.key !== last.key);
  }
  return shown;
}

/** As `grid-template-columns`. */
export const templateOf = (columns: readonly GridColumn[]): string =>
  columns
    .map(({ width, grows }) => (grows === true ? `minmax(${Math.min(width, 112)}px, 1fr)` : `${width}px`))
    .join(' ');
