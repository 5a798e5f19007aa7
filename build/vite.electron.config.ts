import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Loaded at run time: they carry native parts, or belong to the runtime. Everything else is bundled. */
const external = [
  'electron',
  ...builtinModules,
  /^node:/,
  /^@napi-rs\/keyring/,
  'dockerode',
  /^@?libsql/,
];

interface Bundle {
  readonly outDir: string;
  /** bundle name → source; a source that is not there is left out */
  readonly entries: Readonly<Record<string, string>>;
  /** One file and no chunks: a sandboxed preload can load nothing beside itself. */
  readonly singleFile?: boolean;
}

const bundles: Readonly<Record<string, Bundle>> = {
  main: {
    outDir: 'dist/electron',
    entries: {
      main: 'electron/main.ts',
      'keychain-process': 'electron/profiles/keychain/keychain-process.ts',
      'store-worker': 'electron/inventory/store/thread/store-worker.ts',
      'sandbox-worker': 'electron/sandbox/sandbox-worker.ts',
      'transfer-worker': 'electron/transfer/thread/transfer-worker.ts',
      'layers-worker': 'electron/layers/thread/layers-worker.ts',
    },
  },
  preload: { outDir: 'dist/electron', entries: { preload: 'electron/preload.ts' }, singleFile: true },
  cli: { outDir: 'dist/cli', entries: { berth: 'electron/cli/berth.ts', 'docker-credential-berth': 'electron/cli/docker-credential-berth.ts' } },
};

/** `vite build --mode main|preload|cli`: CommonJS for the oldest runtime Berth supports (Electron 25: Node 18). */
export default defineConfig(({ mode }) => {
  const bundle = bundles[mode];
  if (!bundle) throw new Error(`There is no bundle "${mode}": choose one of ${Object.keys(bundles).join(', ')}.`);
  const input = Object.fromEntries(
    Object.entries(bundle.entries)
      .map(([name, source]) => [name, root + source] as const)
      .filter(([, source]) => existsSync(source)),
  );
  return {
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: [], target: 'node' },
    resolve: { conditions: ['node'], mainFields: ['module', 'main'] },
    build: {
      ssr: true,
      target: 'node18',
      outDir: bundle.outDir,
      emptyOutDir: false,
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input,
        external,
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          // Beside the entries, so that __dirname is the same folder wherever a module ends up.
          chunkFileNames: '[name]-[hash].cjs',
          ...(bundle.singleFile ? { codeSplitting: false } : {}),
        },
      },
    },
  };
});
