import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';

/** A module that loads native code beside it: it stays where it is installed. */
const NATIVE = 'libsql';

const nativeInPlace: Plugin = {
  name: 'native-in-place',
  enforce: 'pre',
  resolveId: (id) => (id === NATIVE ? { id: createRequire(import.meta.url).resolve(NATIVE), external: 'absolute' } : undefined),
};

/** Bundles a TypeScript program of the tests for plain Node, so that it can be started (and killed) as a process; answers its path. */
export async function buildProgram(entry: string, folder: string): Promise<string> {
  const program = 'program.cjs';
  await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [nativeInPlace],
    ssr: { noExternal: true },
    build: { ssr: entry, outDir: folder, emptyOutDir: false, rolldownOptions: { output: { format: 'cjs', entryFileNames: program } } },
  });
  return join(folder, program);
}
