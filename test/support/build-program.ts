import { join } from 'node:path';
import { build } from 'vite';

/** Bundles a TypeScript program of the tests for plain Node, so that it can be started (and killed) as a process; answers its path. */
export async function buildProgram(entry: string, folder: string): Promise<string> {
  const program = 'program.cjs';
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: { ssr: entry, outDir: folder, emptyOutDir: false, rolldownOptions: { output: { format: 'cjs', entryFileNames: program } } },
  });
  return join(folder, program);
}
