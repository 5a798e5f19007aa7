/**
 * A large company's registries (100,000 repositories, 1,000,000 images, from the index on disk) in the real window: how soon the first rows are there, how
 * soon those of a letter typed, how smoothly the list scrolls, and what it all takes of memory beside a blank Electron.
 * BERTH_BENCH_SCALE=0.1 takes a tenth of it.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { InventoryStore } from '../../electron/inventory/store/inventory-store';
import { storeFile } from '../../electron/inventory/store/sql/open-store';
import { ImageSearch } from '../../shared/model/image';
import { RepositoryQuery } from '../../shared/model/repository';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { NO_DOCKER } from '../support/with-berth';
import { fillEstate } from './fill-estate';

const SCALE = Number(process.env.BERTH_BENCH_SCALE ?? '1');
/** Typed letter by letter, one after the other. */
const TYPED = ['payments api', 'gateway', 'us-east-1 web', 'estate-07', 'pyaments', 'tag:v1.2', 'untagged', 'ledger-v2', 'zzzz'];

const percentile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
const said = (values: readonly number[]): string => `median ${percentile(values, 0.5).toFixed(1)} ms, p95 ${percentile(values, 0.95).toFixed(1)} ms, worst ${Math.max(...values).toFixed(1)} ms`;
const keystrokes = TYPED.flatMap((text) => Array.from(text, (_letter, index) => text.slice(0, index + 1)));

requires('display', 'keyring').describe('a large company in the window', () => {
  let home: BerthHome;
  let berth: RunningBerth | undefined;
  let file: string;

  beforeAll(async () => {
    home = await createBerthHome();
    file = storeFile(home.berth);
    const store = new InventoryStore({ file, now: Date.now, log: (thrown) => console.error(thrown) });
    const start = performance.now();
    const sources = await fillEstate(store, { repositories: 100_000 * SCALE, images: 1_000_000 * SCALE });
    const { repositories, images } = await store.freshness();
    console.log(`${repositories} repositories and ${images} images of ${sources.length} registries written in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    await store.close();
    // Keys of nobody, and nobody there to ask: what is shown is what the index has.
    await writeFile(home.awsConfig, sources.map(({ profile, region }) => `[profile ${profile}]\nregion = ${region}\nendpoint_url = http://127.0.0.1:9\n`).join(''));
    await writeFile(home.awsCredentials, sources.map(({ profile }) => `[${profile}]\naws_access_key_id = AKIAEXAMPLE000000001\naws_secret_access_key = ${'x'.repeat(40)}\n`).join(''));
  }, 890_000);
  afterAll(async () => {
    await berth?.close();
    await home?.remove();
  });

  requires('display').test('the store by itself', async () => {
    const store = new InventoryStore({ file, now: Date.now, log: (thrown) => console.error(thrown) });
    const opened = performance.now();
    await store.query(RepositoryQuery.parse({}));
    console.log(`opening and first rows: ${(performance.now() - opened).toFixed(1)} ms`);
    const [rows, images]: [number[], number[]] = [[], []];
    for (const search of keystrokes) {
      let start = performance.now();
      await store.query(RepositoryQuery.parse({ search, sort: 'relevance' }));
      rows.push(performance.now() - start);
      start = performance.now();
      await store.searchImages(ImageSearch.parse({ search }));
      images.push(performance.now() - start);
    }
    console.log(`repositories for a letter: ${said(rows)}; images: ${said(images)}`);
    await store.close();
    expect(rows).toHaveLength(keystrokes.length);
  }, 300_000);

  requires('display').test('in the window', async () => {
    const blank = await blankMemory();
    berth = await launchBerth({ home, env: NO_DOCKER });
    const { page } = berth;
    const opened = performance.now();
    await page.getByRole('row').nth(5).waitFor();
    console.log(`first rows ${(performance.now() - opened).toFixed(0)} ms after the window was there`);
    const box = page.getByRole('searchbox').first();
    const waits: number[] = [];
    for (const text of TYPED) {
      await box.fill('');
      for (let length = 1; length <= text.length; length += 1) waits.push(await page.evaluate(typeAndWait, text.slice(0, length)));
    }
    console.log(`from a letter to its rows in the window: ${said(waits)}`);
    await box.fill('');
    const frames = await page.evaluate(scrollAndWatch);
    console.log(`scrolling: ${(1000 / percentile(frames, 0.5)).toFixed(0)} frames a second, the slowest of twenty ${(1000 / percentile(frames, 0.95)).toFixed(0)}, the slowest ${(1000 / Math.max(...frames)).toFixed(0)}`);
    console.log(`memory of all processes: ${(await memoryOf(berth.pid)) - blank} MiB above a blank Electron (${blank} MiB)`);
    expect(waits.length).toBe(keystrokes.length);
  }, 600_000);
});

/** In the page: puts a text into the search box as typing does, and answers the milliseconds until the grid has been drawn with other rows, or is not busy any more. */
const typeAndWait = async (text: string): Promise<number> => {
  const input = document.querySelector<HTMLInputElement>('input[type=search]');
  if (input === null) throw new Error('There is no search box.');
  const start = performance.now();
  const rows = document.querySelector('[role=grid]') ?? document.body;
  const changed = new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      resolve();
    });
    observer.observe(rows, { subtree: true, childList: true, characterData: true });
    setTimeout(resolve, 1000);
  });
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await changed;
  const at = performance.now() - start;
  return at >= 1000 ? 0 : at;
};

/** In the page: scrolls the list for three seconds and answers the milliseconds between frames. */
const scrollAndWatch = async (): Promise<number[]> => {
  const list = [...document.querySelectorAll<HTMLElement>('*')].filter((each) => each.scrollHeight > each.clientHeight + 1000).at(-1);
  if (list === undefined) throw new Error('There is nothing to scroll.');
  const frames: number[] = [];
  const start = performance.now();
  let last = start;
  while (last - start < 3000) {
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    if (now > last) frames.push(now - last);
    last = Math.max(now, last);
    list.scrollTop += 60;
  }
  return frames;
};

/** PSS of a process and all below it, in MiB. */
async function memoryOf(pid: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (one: number): boolean => one === pid || (one > 1 && isBelow(parents.get(one) ?? 0));
  let kib = 0;
  for (const one of parents.keys()) if (isBelow(one)) kib += Number(/^Pss:\s+(\d+)/m.exec(await readFile(`/proc/${one}/smaps_rollup`, 'utf8').catch(() => ''))?.[1] ?? 0);
  return Math.round(kib / 1024);
}

/** What an Electron with one empty window takes. */
async function blankMemory(): Promise<number> {
  const { _electron: electron } = await import('playwright-core');
  const app = await electron.launch({
    executablePath: process.env.BERTH_ELECTRON ?? '',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), join(__dirname, '../../build/default-app')],
  });
  try {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    return await memoryOf(app.process().pid ?? 0);
  } finally {
    await app.close();
  }
}
