import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Beyond this many bytes the log starts anew; one older file is kept. */
const LIMIT = 1024 * 1024;

/** Forms of secrets that a library might put into an error's text: ECR passwords, keys, authorization headers. */
const SECRETS: readonly RegExp[] = [
  /\b(Basic|Bearer)\s+[A-Za-z0-9+/=._-]{16,}/g,
  /\b[A-Za-z0-9+/]{40}\b(?![A-Za-z0-9+/=])/g,
  /\b[A-Za-z0-9+/=_-]{120,}/g,
];

/** A line without anything that looks like a secret. Rather too much than too little: digests stay readable. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((clean, secret) => clean.replace(secret, '[removed]'), text);
}

/** Writes failures that nobody was shown to a file of the person's own. Never throws. */
export function logFile(file: string, now: () => Date): (what: string, thrown: unknown) => void {
  return (what, thrown) => {
    const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LIMIT) renameSync(file, `${file}.old`);
      appendFileSync(file, `${now().toISOString()} ${withoutSecrets(`${what}: ${detail}`)}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not turn a small failure into a large one.
    }
  };
}
