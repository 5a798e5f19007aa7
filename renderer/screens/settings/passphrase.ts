/** The same as the command asks for; said here while it is typed. */
const LEAST = 8;

/** What is wrong with a new passphrase and its repetition, a sentence each. */
export function passphraseProblems(
  passphrase: string,
  again: string,
): { passphrase?: string; again?: string } {
  if (passphrase === '') return { passphrase: 'This is needed.' };
  if (passphrase.length < LEAST) return { passphrase: `A passphrase has at least ${LEAST} characters.` };
  return again === passphrase ? {} : { again: 'The two are not the same.' };
}
