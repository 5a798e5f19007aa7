/** One word as a POSIX shell takes it literally: bare where nothing in it means anything to a shell, else in single quotes. */
export const shellQuote = (word: string): string => (/^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
