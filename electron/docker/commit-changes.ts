/** What a person chose, as the Dockerfile instructions that `POST /commit?changes=` takes. */
import { AppError } from '../../shared/errors';
import type { CommitOptions } from '../../shared/model/container';

/** Instructions a commit may carry (moby: `ValidCommitCommands`). */
const ALLOWED: readonly string[] = ['CMD', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'ONBUILD', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'];

/**
 * The options' own changes, then one LABEL instruction a label.
 * @throws AppError `invalid-input` for an instruction that a commit does not take, or one of several lines.
 */
export function commitChanges({ changes, labels }: Pick<CommitOptions, 'changes' | 'labels'>): string[] {
  for (const change of changes) {
    const name = /^\s*([A-Za-z]+)\s+\S/.exec(change)?.[1]?.toUpperCase();
    if (name === undefined || !ALLOWED.includes(name)) {
      throw new AppError('invalid-input', `“${change}” is no change that a commit takes.`, { hint: `Begin it with one of ${ALLOWED.join(', ')}.` });
    }
    if (/[\r\n]/.test(change)) {
      throw new AppError('invalid-input', 'A change is written on one line.', { hint: 'Give each instruction on its own.' });
    }
  }
  return [...changes.map((change) => change.trim()), ...Object.entries(labels).map(([key, value]) => `LABEL ${quoted(key)}=${quoted(value)}`)];
}

/**
 * A word in Dockerfile quotes: `\`, `"` and `$` (which would be replaced by a variable) escaped.
 * The Dockerfile has no escape for a line break, so one cannot be carried.
 */
function quoted(text: string): string {
  if (/[\r\n\0]/.test(text)) {
    throw new AppError('invalid-input', 'A label cannot hold a line break.', { hint: 'Write the label on one line.' });
  }
  return `"${text.replace(/["\\$]/g, '\\$&')}"`;
}
