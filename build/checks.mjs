import { inProject } from './project.mjs';

const tool = (...path) => inProject('node_modules', ...path);

/** What must hold before a test means anything; each is counted as one test. */
export const checks = () => [
  { name: 'type check', args: [tool('typescript', 'bin', 'tsc'), '-b'] },
  { name: 'type check of the window’s tests', args: [tool('typescript', 'bin', 'tsc'), '-p', 'test/renderer', '--noEmit'] },
  { name: 'svelte check', args: [tool('svelte-check', 'bin', 'svelte-check'), '--workspace', 'renderer', '--tsconfig', 'tsconfig.json', '--fail-on-warnings'] },
  { name: 'lint', args: [tool('eslint', 'bin', 'eslint.js'), '--config', 'build/eslint.config.js', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '.'] },
];
