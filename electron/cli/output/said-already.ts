/** Ends a command with exit status 1 when what it printed was the answer, and a bad one: nothing is added to it. */
export class SaidAlready extends Error {
  override readonly name = 'SaidAlready';
}
