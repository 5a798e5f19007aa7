import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { drawnIcons } from './drawn-icons.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pageOf = (window: string): string => `${root}renderer/${window}.html`;

/** Windows besides the main one. Each has a script of its own beside `main.ts`. */
const SMALL_WINDOWS = ['question', 'quick-push'];

/** The page of a small window: that of the main one, with its own script. No file but this one has it. */
const smallPages: Plugin = {
  name: 'small-pages',
  resolveId: (id) => (SMALL_WINDOWS.some((window) => id === pageOf(window)) ? id : undefined),
  async load(id) {
    const window = SMALL_WINDOWS.find((each) => id === pageOf(each));
    return window === undefined ? undefined : (await readFile(pageOf('index'), 'utf8')).replace('./main.ts', `./${window}.ts`);
  },
};

/** The windows: for the oldest Chromium Berth supports, with relative addresses because they have their own scheme. */
export default defineConfig({
  root: `${root}renderer`,
  base: './',
  cacheDir: `${root}node_modules/.vite/renderer`,
  logLevel: 'warn',
  plugins: [drawnIcons(), smallPages, svelte({ configFile: false })],
  build: {
    target: 'chrome114',
    outDir: `${root}dist/renderer`,
    emptyOutDir: true,
    sourcemap: true,
    // Fonts and icons stay files: the window's content security policy allows no data: addresses for them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      input: ['index', ...SMALL_WINDOWS].map(pageOf),
      // Whoever makes a schema imports this chunk, and finds zod told already.
      output: { codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\/|zod-without-eval/ }] } },
    },
  },
});
