/** Electron's life cycle, nothing else: what happens when, and who does it. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, clipboard, session } from 'electron';
import { createBerth } from './berth';
import { berthCommand } from './cli/berth-command';
import { createHandlers } from './commands/handlers';
import { helperCommand } from './credential-helper/install/helper-command';
import { berthFolders } from './folders';
import { createDispatch } from './ipc/dispatch';
import { registerIpc } from './ipc/register';
import { topicSources } from './ipc/topic-sources';
import { launchStoreWorker } from './inventory/store/thread/launch-store-worker';
import { storeFile } from './inventory/store/sql/open-store';
import { logFile } from './log-file';
import { launchSandboxWorker } from './sandbox/launch-sandbox-worker';
import { KNOWN_LAYERS_FILE } from './transfer/saved/known-layers';
import { launchLayersWorker } from './layers/thread/launch-layers-worker';
import { platformOf } from './layers/platform-of';
import { launchTransferWorker } from './transfer/thread/launch-transfer-worker';
import { spawnKeychainChild } from './shell/keychain-child';
import { chooseFile } from './shell/choose-file';
import { openSignInPage } from './shell/open-sign-in-page';
import { claimSingleInstance } from './shell/single-instance';
import { startShell, type Shell } from './shell/start-shell';
import { guardContents } from './shell/window/contents-guard';
import { openLink } from './shell/window/open-link';
import { registerPageScheme, servePage } from './shell/window/scheme';
import { guardSession } from './shell/window/session-guard';

const { env, platform } = process;
// docker-modem prints registry passwords when asked to debug.
delete env.DEBUG;
// What the SDK says of the age of the runtime's Node is for us, not for the person.
env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const home = homedir();
const folders = berthFolders({ env, home, platform });
const log = logFile(join(folders.data, 'logs', 'berth.log'), () => new Date());

if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(folders.data, 'electron'));
process.on('uncaughtException', (thrown) => log('uncaught', thrown));
process.on('unhandledRejection', (thrown) => log('unhandled', thrown));

registerPageScheme();
guardContents(app, { open: (address) => void openLink(address) });

let shell: Shell | undefined;
if (claimSingleInstance(app, () => shell?.showWindow())) void app.whenReady().then(run);
else app.quit();

async function run(): Promise<void> {
  const page = session.defaultSession;
  guardSession(page);
  servePage(page, join(__dirname, '..', 'renderer'));

  const uid = process.getuid?.();
  const calledAs = berthCommand({ execPath: process.execPath, script: join(__dirname, '..', 'cli', 'berth.cjs'), isElectron: true, platform, env });
  const signInPage = openSignInPage({ env, platform });
  const berth = await createBerth({
    env,
    home,
    platform,
    ...(uid !== undefined && { uid }),
    folders,
    temporaryFolder: app.getPath('temp'),
    spawnKeychain: () => spawnKeychainChild(join(__dirname, 'keychain-process.cjs')),
    // After the default session exists, because only then hashing is fast in the threads of main (Chromium's crypto set-up).
    launchTransferThread: () => launchTransferWorker(join(__dirname, 'transfer-worker.cjs'), { env, home, temporaryFolder: app.getPath('temp'), knownLayersFile: join(folders.data, KNOWN_LAYERS_FILE), ...(uid !== undefined && { uid }) }),
    launchLayersThread: () => launchLayersWorker(join(__dirname, 'layers-worker.cjs'), { env, ownPlatform: platformOf(process.arch) }),
    launchStoreThread: () => launchStoreWorker(join(__dirname, 'store-worker.cjs'), storeFile(folders.data)),
    launchSandbox: (stateDir) => launchSandboxWorker(join(__dirname, 'sandbox-worker.cjs'), stateDir, (cause) => log('sandbox', cause)),
    openBrowser: signInPage,
    helper: {
      version: app.getVersion(),
      launcher: join(__dirname, '..', 'launcher', 'docker-credential-berth'),
      command: helperCommand(join(__dirname, '..', 'cli', 'docker-credential-berth.cjs'), platform),
    },
    ...(calledAs !== undefined && { berthCommand: calledAs }),
    log: (thrown) => log('background', thrown),
    journal: true,
  });

  // Besides Berth's own links, only the page of a sign-in that waits is opened, and links of findings that are shown.
  const openPage = (url: string): Promise<void> => (berth.sso.offers(url) ? signInPage(url) : openLink(url, (offered) => berth.scanReports.offers(offered)));
  const desktop = { writeClipboard: (text: string) => clipboard.writeText(text), openLink: openPage, chooseFile, openQuickPush: () => shell?.showQuickPush() };
  const dispatch = createDispatch(createHandlers(berth, desktop), log);
  const sources = topicSources(berth, { version: app.getVersion(), platform });
  registerIpc(dispatch, sources);
  shell = startShell({
    sources,
    dispatch,
    onFindingNews: (listener) => void berth.watches.onNews(listener),
    refreshInventory: (may) => berth.inventory.refreshesItself(may),
    sleep: () => berth.inventory.pause(),
    wake: () => {
      berth.inventory.resume();
      berth.refresh.wake();
    },
    networkBack: () => berth.refresh.networkBack(),
    unlocked: () => berth.refresh.changed(),
    close: () => berth.close(),
    preload: join(__dirname, 'preload.cjs'),
    icons: join(__dirname, '..', '..', 'build', 'icons'),
    dataFolder: folders.data,
    screenshots: env.BERTH_SCREENSHOTS,
    sessionBus: { address: platform === 'linux' ? env.DBUS_SESSION_BUS_ADDRESS : undefined, uid: uid ?? 0 },
    log,
  });

  await berth.start();
  if (process.argv.includes('--sandbox')) await berth.sandbox.start().catch((thrown: unknown) => log('sandbox', thrown));
}
