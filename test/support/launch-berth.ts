import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { _electron as electron, type ElectronApplication, type Page } from 'playwright-core';
import { createBerthHome, type BerthHome } from './berth-home';

const root = join(__dirname, '../..');
/** How long Berth may take to quit by itself before it is killed, in milliseconds. */
const PATIENCE = 15_000;
/** How long one step in the window may take, in milliseconds. */
const STEP = 20_000;

/** A real Berth on folders of its own, driven through its window. */
export interface RunningBerth {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly home: BerthHome;
  /** process id of Electron's main process */
  readonly pid: number;
  /** errors of the page: its console's and those nobody caught */
  readonly complaints: readonly string[];
  /** what the main process has written so far, both streams */
  output(): string;
  /** Writes test-results/screenshots/NAME.png and answers its bytes. */
  screenshot(name: string): Promise<Buffer>;
  /** Quits it, kills it when it does not; a home that was made for it goes with it. Safe to call twice. */
  close(): Promise<void>;
}

/** Those that were started here and not closed yet: what a failing test tells of. */
export const openBerths = new Set<RunningBerth>();

/**
 * Starts the built Berth in the runtime of BERTH_ELECTRON and waits for its window. Needs the capability `display`.
 * Give the same `home` again to start Berth once more where it was left; otherwise it gets an empty one.
 */
export const launchBerth = async (
  options: { args?: readonly string[]; env?: Readonly<Record<string, string>>; home?: BerthHome } = {},
): Promise<RunningBerth> => {
  const home = options.home ?? (await createBerthHome());
  const program = process.env.BERTH_ELECTRON;
  if (program === undefined) throw new Error('BERTH_ELECTRON is not set: run the tests with npm test.');
  const app = await electron.launch({
    executablePath: program,
    // Chromium's own sandbox does not work for root.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root, `--user-data-dir=${join(home.folder, 'electron')}`, ...(options.args ?? [])],
    env: { ...inherited(), ...home.env, ...options.env },
    timeout: 60_000,
  });
  const child = app.process();
  const pid = child.pid ?? 0;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));

  const complaints: string[] = [];
  const close = async (): Promise<void> => {
    if (isRunning(child)) await Promise.race([app.close().catch(() => undefined), sleep(PATIENCE, undefined, { ref: false })]);
    if (isRunning(child)) await kill(child);
    if (options.home === undefined) await home.remove();
  };
  try {
    const page = await app.firstWindow({ timeout: 60_000 });
    page.setDefaultTimeout(STEP);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.getByRole('main').first().waitFor();
    const berth: RunningBerth = {
      app, page, home, pid, complaints,
      output: () => output,
      screenshot: (name) => screenshot(page, name),
      close: () => close().finally(() => openBerths.delete(berth)),
    };
    openBerths.add(berth);
    return berth;
  } catch (thrown) {
    await close();
    throw new Error(`Berth did not open its window. It said: ${output}`, { cause: thrown });
  }
};

const inherited = (): Record<string, string> => {
  const all = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(all.filter(([name]) => !name.startsWith('VITEST') && name !== 'NODE_OPTIONS'));
};

const screenshot = async (page: Page, name: string): Promise<Buffer> => {
  const folder = join(root, 'test-results', 'screenshots');
  await mkdir(folder, { recursive: true });
  return page.screenshot({ path: join(folder, `${name}.png`) });
};

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** Playwright starts Electron as the leader of a process group: its page and helper processes go with it. */
const kill = async (child: ChildProcess): Promise<void> => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
  await Promise.race([ended, sleep(PATIENCE, undefined, { ref: false })]);
};
