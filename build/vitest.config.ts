import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { drawnIcons } from './drawn-icons.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Svelte's client entry points: rune classes are tested as the window runs them, without a DOM. */
const svelteClient = ['legacy', 'reactivity', 'store'].map((name) => ({
  find: new RegExp(`^svelte/${name}$`),
  replacement: `${root}node_modules/svelte/src/${name}/${name === 'legacy' ? 'legacy' : 'index'}-client.js`,
}));

const renderer = {
  plugins: [drawnIcons(), svelte({ configFile: false, dynamicCompileOptions: () => ({ generate: 'client' as const }) })],
  resolve: {
    alias: [
      { find: /^svelte$/, replacement: `${root}node_modules/svelte/src/index-client.js` },
      ...svelteClient,
    ],
  },
};

export default defineConfig({
  root,
  cacheDir: `${root}node_modules/.vite/test`,
  test: {
    passWithNoTests: true,
    // Vitest leaves one processor idle; on two that makes everything run one after the other.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        ...renderer,
        root,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/build/*.test.mjs'],
          exclude: ['test/{integration,e2e,faults,bench}/**'],
          globalSetup: ['test/support/window-folder.ts'],
          // Patience, no measure: those in a window draw without a graphics card, two files at a time.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          server: { deps: { inline: [/\/node_modules\/svelte\//, /bits-ui/, /@lucide\/svelte/, /\.svelte$/] } },
          sequence: { groupOrder: 0 },
        },
      },
      {
        root,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          expect: { poll: { timeout: 20_000 } },
          globalSetup: ['test/support/real-parts.ts'],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // One second, the usual patience of expect.poll, is short where other programs answer.
          expect: { poll: { timeout: 20_000 } },
          globalSetup: ['test/support/real-parts.ts'],
          setupFiles: ['test/support/tell-of-failures.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        root,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/support/real-parts.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        root,
        test: {
          name: 'bench',
          include: ['test/bench/**/*.bench.ts'],
          testTimeout: 900_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
