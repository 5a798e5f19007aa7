// `npm test [-- unit|integration|e2e|faults|PATH …]`: everything, or a part. `--long`: with the long forms of the tests
// that repeat themselves (property tests, kills).
import { mkdirSync, rmSync } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';
import { checks } from './checks.mjs';
import { virtualDisplay } from './display.mjs';
import { buildLauncher } from './launcher.mjs';
import { inProject, main, say } from './project.mjs';
import { run } from './run.mjs';
import { missingForTests, provide } from './system-packages.mjs';
import { add, failuresOf, lineOf, tallyOf } from './tally.mjs';
import { inSession, privateEnvironment } from './test-environment.mjs';

const suites = ['unit', 'integration', 'faults', 'e2e'];
const chosen = process.argv.slice(2).filter((arg) => arg !== '--long');
if (process.argv.includes('--long')) process.env.BERTH_TEST_LONG = '1';
const parts = chosen.filter((arg) => suites.includes(arg));
const rest = chosen.filter((arg) => !suites.includes(arg));

let total = { passed: 0, failed: 0, skipped: 0 };

const noteFailure = ({ message }) => {
  say(message);
  total = add(total, { passed: 0, failed: 1, skipped: 0, failures: [message] });
};

const check = async ({ name, args }) => {
  say(name);
  const { code } = await run(process.execPath, args, { stdio: 'inherit' });
  total = add(total, { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, failures: code === 0 ? [] : [name] });
};

const suite = async (name, filters, { env, has }) => {
  say(`${name} tests`);
  const report = inProject('test-results', `${name}.json`);
  rmSync(report, { force: true });
  const command = inSession(
    [
      process.execPath, inProject('node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', 'build/vitest.config.ts',
      '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters,
    ],
    has,
  );
  const { code } = await run(command[0], command.slice(1), { env, stdio: 'inherit' });
  total = add(total, tallyOf(report, code));
};

await main(async () => {
  let prepared;
  try {
    prepared = await bootstrap({ onBuildFailure: (error) => noteFailure(error) });
    if (process.platform === 'linux') await provide(await missingForTests(prepared.runtime.program), { required: false });
    // The compiler may have come only now.
    await buildLauncher();
  } catch (error) {
    // Set-up that fails is a failure of the tests: the last line says so too.
    noteFailure(error);
    return;
  }
  mkdirSync(inProject('test-results'), { recursive: true });
  if (chosen.length === 0) for (const one of checks()) await check(one);

  const place = privateEnvironment();
  const display = place.has.includes('display') && process.platform === 'linux' ? await virtualDisplay() : undefined;
  const env = {
    ...place.env, ...prepared.env, ...display?.env,
    BERTH_ELECTRON: prepared.runtime.program, WAYLAND_DISPLAY: '', NODE_ENV: 'test',
  };
  try {
    const wanted = parts.length > 0 ? parts : rest.length > 0 ? [suiteOf(rest[0])] : suites;
    for (const name of wanted) await suite(name, rest, { env, has: place.has });
  } finally {
    display?.close();
    place.close();
  }
});
for (const failure of failuresOf(total)) console.log(failure);
console.log(lineOf(total));
if (total.failed > 0) process.exitCode = 1;

function suiteOf(path) {
  return suites.find((name) => path.includes(`test/${name}/`)) ?? 'unit';
}
