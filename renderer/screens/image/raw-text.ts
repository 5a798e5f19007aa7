/** What the clipboard takes, in characters (the contract's bound). */
export const CLIPBOARD_LIMIT = 65_536;
/** Text that is shown at once; more makes the window slow. */
export const SHOWN_LIMIT = 200_000;

/** JSON indented to be read; any other text as it is. */
export function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
