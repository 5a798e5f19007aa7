import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { drawnIcons } from './drawn-icons.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The window: for the oldest Chromium Berth supports, with relative addresses because it has its own scheme. */
export default defineConfig({
  root: `${root}renderer`,
  base: './',
  cacheDir: `${root}node_modules/.vite/renderer`,
  logLevel: 'warn',
  plugins: [drawnIcons(), svelte({ configFile: false })],
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
      // A page for each window.
      input: ['index', 'question', 'quick-push'].map((page) => `${root}renderer/${page}.html`),
      // Whoever makes a schema imports this chunk, and finds zod told already.
      output: { codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\/|zod-without-eval/ }] } },
    },
  },
});
