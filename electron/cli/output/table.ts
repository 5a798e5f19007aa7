/** A column of a table: its title, and what it shows of a row. */
export interface Column<T> {
  title: string;
  of: (row: T) => string;
  align?: 'right';
}

/** Characters that move a terminal's cursor or colours; names come from strangers. */
const CONTROL = /\p{Cc}/gu;

/** Text that shows on a terminal and does nothing to it. */
export const plain = (text: string): string => text.replace(CONTROL, '?');

/** Rows in aligned columns under their titles, two spaces apart. */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ of }) => plain(of(row)))),
  ];
  const widths = columns.map((_, column) =>
    cells.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  );
  const line = (row: string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return columns[column]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return `${cells.map(line).join('\n')}\n`;
}
