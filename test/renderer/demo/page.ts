/** The built window with the demo behind it, in a real Chromium. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import type { DemoOptions } from './bridge';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** Where this machine has a Chromium, if it has one. */
export function findChromium(): string | undefined {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // Not under this name.
    }
  }
  return undefined;
}

/** Builds the window into `folder` and the demo into a script; both as they would ship. */
export async function buildDemo(root: string, folder: string): Promise<string> {
  await build({
    configFile: join(root, 'build/vite.renderer.config.ts'),
    build: { outDir: folder, sourcemap: false },
    logLevel: 'error',
  });
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(root, 'test/renderer/demo/install.ts'), formats: ['iife'], name: 'demo' },
    },
  });
  const bundle = Array.isArray(output) ? output[0] : undefined;
  const chunk = bundle?.output[0];
  if (chunk === undefined) throw new Error('The demo was not built.');
  return chunk.code;
}

export interface Shown {
  page: Page;
  /** What the page complained about: errors, refused by the content security policy. */
  complaints: string[];
}

/** Opens the window with the demo in the given mood. */
export async function show(
  browser: Browser,
  built: { folder: string; demo: string },
  options: DemoOptions & { width: number; height: number },
): Promise<Shown> {
  const { scenario, theme, view, width, height } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.route('https://berth.test/**', async (route) => {
    const path = new URL(route.request().url()).pathname;
    try {
      const body = await readFile(join(built.folder, path === '/' ? 'index.html' : path));
      await route.fulfill({
        body,
        contentType: TYPES[extname(path === '/' ? '.html' : path)] ?? 'text/html',
      });
    } catch {
      await route.fulfill({ status: 404, body: '' });
    }
  });
  await page.addInitScript({
    content: `window.berthDemo = ${JSON.stringify({ scenario, theme })};\n${built.demo}`,
  });
  await page.goto(`https://berth.test/${view === undefined ? '' : `${view}.html`}`);
  await page.getByRole('main').waitFor();
  return { page, complaints };
}

export const launch = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
