/** The `berth` command: process in, exit status out; everything else is in `run.ts`. */
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { helperCommand } from '../credential-helper/install/helper-command';
import { berthFolders } from '../folders';
import { launchStoreWorker } from '../inventory/store/thread/launch-store-worker';
import { storeFile } from '../inventory/store/sql/open-store';
import { forkKeychainChild } from '../profiles/keychain/fork-keychain-child';
import { startSandbox } from '../sandbox/sandbox';
import { openBrowserFrom } from '../sessions/sso/oidc/open-browser';
import { berthCommand } from './berth-command';
import { openServices } from './open-services';
import { processTerminal } from './terminal/process-terminal';
import { runCli } from './run';
import type { CliStream } from './services';
import { typedSecrets } from './terminal/typed-secrets';

const { env, platform, arch, argv } = process;
const home = homedir();
// What the SDK says of Node's age is for us, not for whoever runs a command.
env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const folders = berthFolders({ env, home, platform });

const aborter = new AbortController();
// Every layer on its way listens to this one signal, which Node takes for a leak after ten, and says so.
setMaxListeners(0, aborter.signal);
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => aborter.abort());

/** A reader that went away (`berth repos | head`) is no failure, and nobody is left to be told. */
function streamOf(stream: NodeJS.WriteStream): CliStream {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return { write: (text) => void stream.write(text), isTTY: stream.isTTY, columns: stream.columns || 80 };
}

/** Beside `dist/`, in a checkout and in a package alike. */
function versionOf(file: string): string {
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}

const calledAs = berthCommand({ execPath: process.execPath, script: join(__dirname, 'berth.cjs'), isElectron: process.versions.electron !== undefined, platform, env });
const terminal = processTerminal(process);
const keychainProcess = join(__dirname, '..', 'electron', 'keychain-process.cjs');

const version = versionOf(join(__dirname, '..', '..', 'package.json'));

void runCli(argv.slice(2), {
  version,
  env,
  stdout: streamOf(process.stdout),
  stderr: streamOf(process.stderr),
  signal: aborter.signal,
  typed: typedSecrets({ terminal, stdin: process.stdin }),
  openServices: () => {
    const uid = process.getuid?.();
    return openServices({
      env,
      home,
      platform,
      arch,
      folders,
      temporaryFolder: tmpdir(),
      openBrowser: openBrowserFrom({ env, platform }),
      helper: {
        version,
        launcher: join(__dirname, '..', 'launcher', 'docker-credential-berth'),
        command: helperCommand(join(__dirname, 'docker-credential-berth.cjs'), platform),
      },
      terminal,
      stop: aborter.signal,
      ...(calledAs !== undefined && { berthCommand: calledAs }),
      launchStoreThread: () => launchStoreWorker(join(__dirname, '..', 'electron', 'store-worker.cjs'), storeFile(folders.data)),
      spawnKeychain: () => forkKeychainChild(keychainProcess),
      ...(uid !== undefined && { uid }),
    });
  },
  startSandbox,
  sandboxFolder: join(folders.data, 'sandbox'),
}).then((status) => {
  // Standard output may be a pipe that is read slowly: leave when it is written, not before.
  process.exitCode = status;
  process.stdout.write('', () => process.stderr.write('', () => process.exit(status)));
});
