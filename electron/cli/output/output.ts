import type { AppError, ErrorCode } from '../../../shared/errors';
import { toWireError } from '../../../shared/errors';
import type { JobProgress } from '../../../shared/model/moving/job';
import { TransferSpeed } from '../../jobs/transfer-speed';
import { commandFor } from './remedy-command';
import type { CliStream } from '../services';
import { plain, table, type Column } from './table';
import { sizeWords } from './words';

/** Codes whose sentence does not tell the cause by itself: people are shown the detail too. Scripts always are. */
const UNCLEAR: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'internal',
  'network',
  'docker-failed',
  'docker-unavailable',
  'registry-failed',
  'sandbox-failed',
]);

/** What a command says. With `--json` the standard output is one JSON value alone. */
export class Output {
  readonly #stdout: CliStream;
  readonly #stderr: CliStream;
  readonly json: boolean;
  readonly #speed: TransferSpeed;
  #progressShown = false;

  /** `clock` tells milliseconds that never go back. */
  constructor(streams: { stdout: CliStream; stderr: CliStream; json: boolean; clock?: () => number }) {
    this.#stdout = streams.stdout;
    this.#stderr = streams.stderr;
    this.json = streams.json;
    this.#speed = new TransferSpeed(streams.clock ?? (() => performance.now()));
  }

  /** A result: `value` for scripts, `words` for people. */
  result(value: unknown, words: () => string): void {
    this.#clearProgress();
    this.#stdout.write(this.json ? `${JSON.stringify(value)}\n` : words());
  }

  /** A list: an array for scripts, a table (or a sentence when it is empty) for people. */
  list<T>(rows: readonly T[], columns: readonly Column<T>[], whenEmpty: string): void {
    this.result(rows, () => (rows.length === 0 ? `${whenEmpty}\n` : table(columns, rows)));
  }

  /** A part of a result that is too long to be held: for another program, and as it is. */
  piece(text: string): void {
    this.#clearProgress();
    this.#stdout.write(text);
  }

  /** A remark beside the result, never on standard output. */
  note(text: string): void {
    this.#clearProgress();
    this.#stderr.write(`${plain(text)}\n`);
  }

  failure(error: AppError): void {
    this.#clearProgress();
    if (this.json) {
      this.#stdout.write(`${JSON.stringify({ error: toWireError(error) })}\n`);
      return;
    }
    const { message, hint, detail, remedy } = error;
    const lines = [`berth: ${message}`, ...(hint === undefined ? [] : [hint])];
    if (detail !== undefined && UNCLEAR.has(error.code)) lines.push(...`(${detail})`.split('\n'));
    if (remedy?.kind === 'grant-pull' && remedy.ownerProfile === undefined) lines.push('The statement to add:', ...remedy.statement.split('\n'));
    const command = remedy === undefined ? undefined : commandFor(remedy);
    if (command !== undefined) lines.push(`  ${command}`);
    this.#stderr.write(`${lines.map(plain).join('\n')}\n`);
  }

  /** One line that is written over, on a terminal alone. */
  progress(progress: JobProgress): void {
    if (!this.#stderr.isTTY) return;
    const { step, doneBytes, totalBytes, bytesPerSecond = 0, secondsLeft } = this.#speed.measure(progress);
    const share =
      totalBytes > 0
        ? ` ${Math.floor((100 * doneBytes) / totalBytes)} %  ${sizeWords(doneBytes)} of ${sizeWords(totalBytes)}`
        : '';
    const speed = bytesPerSecond > 0 ? `  ${sizeWords(bytesPerSecond)}/s${secondsLeft === undefined ? '' : `  ${leftWords(secondsLeft)} left`}` : '';
    const line = plain(`${step}${share}${speed}`).slice(0, Math.max(20, this.#stderr.columns - 1));
    this.#stderr.write(`\r\u001b[K${line}`);
    this.#progressShown = true;
  }

  #clearProgress(): void {
    if (this.#progressShown) this.#stderr.write('\r\u001b[K');
    this.#progressShown = false;
  }
}

/** Seconds as people say them. */
const leftWords = (seconds: number): string => (seconds < 60 ? `${seconds} s` : seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`);
