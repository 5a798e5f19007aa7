export interface LabelRow {
  key: string;
  value: string;
}

/** Rows as the command takes them; rows without a key are left out. */
export const labelsFrom = (rows: readonly LabelRow[]): Record<string, string> =>
  Object.fromEntries(
    rows.filter(({ key }) => key.trim() !== '').map(({ key, value }) => [key.trim(), value]),
  );

/** One sentence saying what is wrong with the labels, or nothing. */
export function labelsProblem(rows: readonly LabelRow[]): string | undefined {
  const keys = rows.map(({ key }) => key.trim());
  if (rows.some(({ key, value }) => key.trim() === '' && value !== '')) return 'A label needs a key.';
  const twice = keys.find((key, index) => key !== '' && keys.indexOf(key) !== index);
  return twice === undefined ? undefined : `The label “${twice}” is there twice.`;
}
