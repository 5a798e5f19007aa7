import { readFile } from 'node:fs/promises';
import { writeAtomically } from '../../files/write-atomically';
import { objectIn } from '../warm/token-record';

/** What the switch remembers: hosts it has been given, and who answered for them before. No secret. */
export interface SwitchRecord {
  hosts: string[];
  /** Another helper that stood for a host. */
  replaced: Record<string, string>;
}

/** Reads the record; one that cannot be read is empty. */
export async function readSwitch(file: string): Promise<SwitchRecord> {
  const value = objectIn(await readFile(file, 'utf8').catch(() => undefined));
  const hosts: unknown[] = Array.isArray(value?.hosts) ? value.hosts : [];
  const replaced = typeof value?.replaced === 'object' && value.replaced !== null ? Object.entries(value.replaced) : [];
  return {
    hosts: hosts.filter((host): host is string => typeof host === 'string'),
    replaced: Object.fromEntries(replaced.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}

export async function writeSwitch(file: string, record: SwitchRecord): Promise<void> {
  await writeAtomically(file, `${JSON.stringify({ version: 1, ...record }, null, 2)}\n`);
}
