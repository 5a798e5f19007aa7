import { stripVTControlCharacters } from 'node:util';

/** Lines kept of one job; the oldest go first. */
const MOST_LINES = 5_000;
/** UTF-16 units kept of one job, all lines together: at most a mebibyte of text as programs write it. */
const MOST_TEXT = 1024 * 1024;
/** Longer lines are cut: nobody reads them, and one line must not be all that is kept. */
const LONGEST_LINE = 4_096;
/** Lines in one answer. */
const ANSWER = 1_000;

/** A stretch of the output: `lines` from line number `from` on; `next` is where to go on. Lines that are gone are skipped. */
export interface OutputStretch {
  from: number;
  next: number;
  lines: string[];
}

/** What programs that work for a job print, as plain lines: no escape sequences, no control characters, bounded. */
export class JobOutput {
  #lines: string[] = [];
  #text = 0;
  /** Number of the first line that is kept. */
  #first = 0;
  /** A line that has not ended yet. */
  #rest = '';

  /** How many lines were written, also those that are gone. */
  get count(): number {
    return this.#first + this.#lines.length;
  }

  /** Takes text as it comes, in pieces that end anywhere. */
  write(text: string): void {
    const pieces = `${this.#rest}${text}`.split('\n');
    this.#rest = pieces.pop() ?? '';
    for (const piece of pieces) this.#add(piece);
    // A program that never ends its line must not fill the memory with it.
    if (this.#rest.length > LONGEST_LINE) this.end();
  }

  /** Nothing more comes: what was written of the last line is a line. */
  end(): void {
    if (this.#rest !== '') this.#add(this.#rest);
    this.#rest = '';
  }

  /** Lines from number `from` on, at most a thousand. */
  read(from: number): OutputStretch {
    const start = Math.min(Math.max(from, this.#first), this.count);
    const lines = this.#lines.slice(start - this.#first, start - this.#first + ANSWER);
    return { from: start, next: start + lines.length, lines };
  }

  #add(raw: string): void {
    const line = shown(raw);
    this.#lines.push(line);
    this.#text += line.length;
    let gone = 0;
    while (this.#lines.length - gone > MOST_LINES || this.#text > MOST_TEXT) this.#text -= this.#lines[gone++]?.length ?? 0;
    if (gone === 0) return;
    // Dropping a run of lines at a time would be cheaper, and would keep fewer than there is room for.
    this.#lines.splice(0, gone);
    this.#first += gone;
  }
}

/** A line as a terminal would leave it: what a carriage return wrote over is gone, colours and controls are. */
function shown(raw: string): string {
  const plain = stripVTControlCharacters(raw.endsWith('\r') ? raw.slice(0, -1) : raw);
  const last = plain.slice(plain.lastIndexOf('\r') + 1).replace(CONTROL, '');
  return last.length > LONGEST_LINE ? `${last.slice(0, LONGEST_LINE)}…` : last;
}

/** Control characters that do not leave a gap; a tab stays. */
const CONTROL = /[^\P{Cc}\t]/gu;
