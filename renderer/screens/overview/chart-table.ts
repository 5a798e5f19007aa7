/** A chart's numbers as a table: the same words on the screen, for screen readers and in an exported file. */
export interface ChartColumn<Row> {
  label: string;
  /** Set to the right, digits below each other. */
  number?: boolean;
  text: (row: Row) => string;
  /** What stands in a file instead: plain numbers rather than rounded ones with units. */
  plain?: (row: Row) => string | number;
}
export interface ChartTable<Row> {
  columns: readonly ChartColumn<Row>[];
  rows: readonly Row[];
}

/** The table as CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvOf<Row>({ columns, rows }: ChartTable<Row>): string {
  const lines = [
    columns.map(({ label }) => label),
    ...rows.map((row) => columns.map(({ text, plain }) => String(plain?.(row) ?? text(row)))),
  ];
  return lines.map((cells) => cells.map(cell).join(',')).join('\r\n') + '\r\n';
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
