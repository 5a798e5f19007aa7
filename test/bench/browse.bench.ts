/**
 * A large company's registries (100,000 repositories, 1,000,000 images, from the index on disk) in the real window: how soon the first rows are there, how
 * soon those of a letter typed, how smoothly the list scrolls, and what it all takes of memory beside a blank Electron.
 * BERTH_BENCH_SCALE=0.1 takes a tenth of it.
 */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { InventoryStore } from '../../electron/inventory/store/inventory-store';
import { storeFile } from '../../electron/inventory/store/sql/open-store';
import { ImageSearch } from '../../shared/model/image';
import { RepositoryQuery } from '../../shared/model/repository';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { NO_DOCKER } from '../support/with-berth';
import { bareRows } from './browse/bare-rows';
import { nextFrameWithRows, scrollAndWatch, typeAndWait, type Typed } from './browse/in-page';
import { keptEstate } from './browse/kept-estate';
import { bareWindows, madeAnew } from './browse/made-anew';
import { blankMemory, memoryOf } from './browse/memory';

const SCALE = Number(process.env.BERTH_BENCH_SCALE ?? '1');
/** Typed letter by letter, one after the other. */
const TYPED = [
  'payments api', 'gateway', 'us-east-1 web', 'estate-07', 'pyaments', 'zzzz', 'ledger-v2', 'account:estate-07*', 'region:eu-*', 'tag:v1*', 'pushed:<30d', 'size:>500mb',
  'untagged', 'platform:arm64', 'finding:critical', 'type:*helm*', 'tag:latest pushed:<30d', 'account:estate-0* tag:v1* pushed:<90d size:>50mb',
];
/** A letter each: some ninety words a minute. */
const LETTER_MS = 120;
const OPENINGS = 5;
const SCROLLED_MS = 3000;
/** A window is made anew a quarter of an hour after it was closed: what a start still has to do is long done. */
const SETTLED_MS = 10_000;

const percentile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
const said = (values: readonly number[]): string => `median ${percentile(values, 0.5).toFixed(0)} ms, p95 ${percentile(values, 0.95).toFixed(0)} ms, worst ${Math.max(...values).toFixed(0)} ms of ${values.length}`;

requires('display', 'keyring').describe('a large company in the window', () => {
  let home: BerthHome;
  let berth: RunningBerth | undefined;
  let file: string;
  /** What each keystroke has to bring onto the screen. */
  const typed: Typed[] = [];

  beforeAll(async () => {
    home = await createBerthHome();
    file = storeFile(home.berth);
    const sources = await keptEstate(file, { repositories: 100_000 * SCALE, images: 1_000_000 * SCALE });
    // Keys of nobody, and nobody there to ask: what is shown is what the index has.
    await writeFile(home.awsConfig, sources.map(({ profile, region }) => `[profile ${profile}]\nregion = ${region}\nendpoint_url = http://127.0.0.1:9\n`).join(''));
    await writeFile(home.awsCredentials, sources.map(({ profile }) => `[${profile}]\naws_access_key_id = AKIAEXAMPLE000000001\naws_secret_access_key = ${'x'.repeat(40)}\n`).join(''));
  }, 890_000);
  afterAll(async () => {
    await berth?.close();
    await home?.remove();
  });

  requires('display').test('the store by itself', async () => {
    const store = new InventoryStore({ file, now: Date.now, log: console.error });
    const cpu = (): number => Object.values(process.cpuUsage()).reduce((sum, each) => sum + each, 0) / 1000;
    const [rows, images]: [number[], number[]] = [[], []];
    let start = cpu();
    await store.query(RepositoryQuery.parse({}));
    console.log(`the store by itself, processor time: opening and first rows ${(cpu() - start).toFixed(0)} ms`);
    start = cpu();
    // In the window this is read ahead, a little at a time.
    await store.query(RepositoryQuery.parse({ search: '-tag:x -untagged x' }));
    await store.searchImages(ImageSearch.parse({ search: 'x' }));
    console.log(`reading all that searches go through: ${(cpu() - start).toFixed(0)} ms`);
    for (const search of TYPED.flatMap((text) => Array.from(text, (_letter, index) => text.slice(0, index + 1)))) {
      start = cpu();
      const { rows: found, total } = await store.query(RepositoryQuery.parse({ search, sort: 'relevance' }));
      rows.push(cpu() - start);
      typed.push({ text: search, total, first: found[0]?.name });
      start = cpu();
      await store.searchImages(ImageSearch.parse({ search }));
      images.push(cpu() - start);
    }
    console.log(`repositories for a letter: ${said(rows)}; images: ${said(images)}`);
    await store.close();
    expect(rows).toHaveLength(typed.length);
  }, 300_000);

  requires('display').test('in the window', async () => {
    const blank = await blankMemory();
    berth = await launchBerth({ home, env: NO_DOCKER });
    const page = await firstRows(berth);
    const box = page.getByRole('searchbox', { name: 'Search repositories and images' });
    // The first search finds everything being read; after some seconds it has been.
    await box.fill('x');
    const tabs = page.getByRole('tablist', { name: 'What was found' });
    const first = Date.now();
    await expect.poll(async () => `${await tabs.getAttribute('aria-busy')} ${await tabs.textContent()}`, { timeout: 60_000 }).toMatch(/^false .*Images [1-9]/);
    console.log(`from the first letter to the number of images, everything being read meanwhile: ${((Date.now() - first) / 1000).toFixed(1)} s`);
    const waits: (Typed & { wait: number })[] = [];
    let before: Typed | undefined;
    for (const each of typed) {
      if (each.text.length === 1) await box.fill('');
      await page.waitForTimeout(LETTER_MS);
      const wait = await page.evaluate(typeAndWait, each);
      // The screen was right before: there was nothing to wait for.
      if (each.text.length === 1 || before?.first !== each.first || before?.total !== each.total) waits.push({ ...each, wait });
      before = each;
    }
    console.log(`from a letter to its rows painted: ${said(waits.map(({ wait }) => wait))}`);
    for (const { text, wait, total } of [...waits].sort((a, b) => b.wait - a.wait).slice(0, 12)) console.log(`  ${wait.toFixed(0)} ms: “${text}” (${total})`);
    const bare = await bareRows(waits.length, LETTER_MS);
    console.log(`plain rows whose texts are replaced, painted, with nobody asked: ${said(bare)}; Berth ${(percentile(waits.map(({ wait }) => wait), 0.5) / percentile(bare, 0.5)).toFixed(1)} × of it, p95 ${(percentile(waits.map(({ wait }) => wait), 0.95) / percentile(bare, 0.95)).toFixed(1)} ×`);
    await box.fill('');
    const frames = await page.evaluate(scrollAndWatch, SCROLLED_MS);
    console.log(`scrolling: ${((1000 * frames.length) / frames.reduce((sum, each) => sum + each, 0)).toFixed(1)} frames a second; of twenty the slowest took ${percentile(frames, 0.95).toFixed(1)} ms, the slowest of all ${Math.max(...frames).toFixed(1)} ms`);
    console.log(`memory of all processes: ${(await memoryOf(berth.pid)) - blank} MiB above a blank Electron (${blank} MiB)`);
    expect(waits.length).toBeGreaterThan(0);
  }, 600_000);
});

/** Opens the window again and again, as from the tray: made anew, and kept since it was closed. Answers the last page. */
async function firstRows({ app, page }: RunningBerth): Promise<RunningBerth['page']> {
  await page.getByRole('row').nth(3).waitFor();
  await page.waitForTimeout(SETTLED_MS);
  const open = (): Promise<number> =>
    app.evaluate(({ app: electron }) => {
      const now = Date.now();
      electron.emit('activate');
      return now;
    });
  const { waits: made, page: current } = await madeAnew(app, { page, times: OPENINGS, open });
  const kept: number[] = [];
  for (let turn = 0; turn < OPENINGS; turn += 1) {
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.close()));
    const isShown = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));
    await expect.poll(isShown).toBe(false);
    const start = await open();
    const painted = await current.evaluate(nextFrameWithRows);
    expect(await isShown()).toBe(true);
    kept.push(painted - start);
  }
  const bare = await bareWindows(OPENINGS);
  console.log(`from opening the window to its first rows painted: kept ${said(kept)}; made anew ${said(made)}`);
  console.log(`a window of a blank Electron with as many plain rows, made anew: ${said(bare)}; Berth ${(percentile(made, 0.5) / percentile(bare, 0.5)).toFixed(1)} × of it`);
  return current;
}
