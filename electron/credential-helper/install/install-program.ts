import { accessSync, constants, existsSync } from 'node:fs';
import { access, chmod, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors';
import { writeAtomically } from '../../files/write-atomically';
import { chooseFolder, pathFolders, programFolders, type InstallFolder, type InstallSurroundings } from './install-folder';

/** What `docker-credential-berth` is made of in this installation of Berth. */
export interface HelperProgram {
  /** The launcher as it was built; copied, for Berth itself may move. */
  launcher: string;
  /** The words that start the helper without the application, without the verb. */
  command: readonly string[];
  /** Berth's version, which it gives as its own. */
  version: string;
}

/** Name of the file in Berth's folder that tells the launcher `HelperProgram.command`: one word a line. */
const COMMAND_FILE = 'helper-program';

const nameOn = (platform: NodeJS.Platform): string => (platform === 'win32' ? 'docker-credential-berth.cmd' : 'docker-credential-berth');

/** Where the program is installed, if it is: on the PATH first, as Docker looks for it. */
export async function installedProgram(around: InstallSurroundings): Promise<string | undefined> {
  const path = pathFolders(around);
  for (const folder of [...path, ...programFolders(around)]) {
    const file = join(folder, nameOn(around.platform));
    if (await access(file, constants.X_OK).then(() => true, () => false)) return file;
  }
  return undefined;
}

/** @throws AppError `unsupported` when no folder for programs may be written. */
export async function installProgram(program: HelperProgram, around: InstallSurroundings & { data: string }): Promise<InstallFolder> {
  const chosen = chooseFolder(around, mayWrite);
  if (chosen === undefined)
    throw new AppError('unsupported', 'No folder for programs may be written here.', { hint: `Make ${programFolders(around)[0] ?? 'a folder'} and put it on your PATH.` });
  await writeCommand(program, around.data);
  await mkdir(chosen.folder, { recursive: true });
  const file = join(chosen.folder, nameOn(around.platform));
  const half = `${file}.${process.pid}.tmp`;
  try {
    if (around.platform === 'win32') await writeFile(half, `@echo off\r\n${program.command.map((word) => `"${word}"`).join(' ')} %*\r\n`);
    else await copyFile(program.launcher, half);
    await chmod(half, 0o755);
    await rename(half, file);
  } catch (cause) {
    await rm(half, { force: true });
    throw new AppError('unsupported', `docker-credential-berth could not be put into ${chosen.folder}.`, { hint: 'Check that you may write there, and try again.', cause });
  }
  return chosen;
}

/** Tells the launcher where Berth is now. */
export async function writeCommand({ command }: HelperProgram, data: string): Promise<void> {
  await writeAtomically(join(data, COMMAND_FILE), `${command.join('\n')}\n`);
}

/** Takes the program away from the folders that Berth would put it into; elsewhere somebody else put it. */
export async function removeProgram(around: InstallSurroundings): Promise<void> {
  for (const folder of programFolders(around)) await rm(join(folder, nameOn(around.platform)), { force: true }).catch(() => undefined);
}

/** Whether a folder may be written, or made. */
function mayWrite(folder: string): boolean {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
