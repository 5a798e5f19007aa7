/** Looks for a secret where it could have got to: files, and what the processes of a program were given. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The command lines and environments of every process below this one, itself included. */
export const processTexts = async (root: number): Promise<Map<number, string>> => {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // The program's name may hold spaces and brackets: what follows the last one is the state and the parent.
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const below = (pid: number | undefined): boolean => pid === root || (pid !== undefined && pid > 1 && below(parents.get(pid)));
  const texts = new Map<number, string>();
  for (const pid of [...parents.keys()].filter(below)) {
    const parts = await Promise.all(['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')));
    texts.set(pid, parts.join('\0'));
  }
  return texts;
};

/** A secret as it may stand somewhere: as it is, in base64 (also in the middle of more), in two bytes a letter. */
export const formsOf = (secret: string): string[] => [
  secret,
  ...[0, 1, 2].map((shift) => {
    const text = Buffer.from(`${'x'.repeat(shift)}${secret}`).toString('base64').replace(/=+$/, '');
    // The first and last letters depend on what stands beside the secret.
    return text.slice(shift === 0 ? 0 : 4, -4);
  }),
  Buffer.from(secret, 'utf16le').toString('latin1'),
];

/** Every file below a folder that holds the secret in any form. */
export const filesWith = async (folder: string, secret: string): Promise<string[]> => {
  const forms = formsOf(secret);
  const found: string[] = [];
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    if (!(await lstat(path).catch(() => undefined))?.isFile()) continue;
    const content = await readFile(path, 'latin1').catch(() => '');
    if (forms.some((form) => content.includes(form))) found.push(path);
  }
  return found;
};
