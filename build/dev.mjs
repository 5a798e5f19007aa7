// `npm run dev [-- ARGS]`: Berth as `npm start` opens it, built again with every change of its sources. The window is
// loaded again where only the window changed, Berth started again where more did.
import { watch } from 'node:fs';
import { _electron } from 'playwright-core';
import { bootstrap } from './bootstrap.mjs';
import { applicationParts, compile, staleParts } from './compile.mjs';
import { hasDisplay, screenshots, virtualDisplay } from './display.mjs';
import { inProject, main, root, say } from './project.mjs';
import { missingForStart, provide } from './system-packages.mjs';

/** Editors write a file in several steps: milliseconds of quiet before anything is built. */
const QUIET = 150;

await main(async () => {
  const { runtime, env: runtimeEnv } = await bootstrap();
  const display = hasDisplay();
  if (process.platform === 'linux') await provide(await missingForStart(runtime.program, { display }), { required: true });
  const virtual = display ? undefined : await virtualDisplay();
  const pictures = virtual ? screenshots(process.env.BERTH_SCREENSHOTS ?? inProject('test-results', 'screenshots')) : {};
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const open = () =>
    _electron.launch({
      executablePath: runtime.program,
      args: [...asRoot, root, ...process.argv.slice(2)],
      env: { ...process.env, ...runtimeEnv, ...virtual?.env, ...pictures },
    });

  let app;
  let isOurs = false;
  const start = async () => {
    app = await open();
    app.process().stderr?.pipe(process.stderr);
    // A person who quits Berth is done.
    app.on('close', () => isOurs || process.exit(0));
  };
  const restart = async () => {
    isOurs = true;
    await app.close();
    await start();
    isOurs = false;
  };

  const rebuild = async () => {
    const stale = staleParts(applicationParts);
    if (stale.length === 0) return;
    try {
      await compile(applicationParts);
    } catch (error) {
      return say(error.message);
    }
    if (stale.every((part) => part === 'renderer')) {
      for (const window of app.windows()) await window.reload();
      say('the window is loaded again');
    } else {
      await restart();
      say('Berth is started again');
    }
  };

  await start();
  say(`opening Berth on Electron ${runtime.version}; it follows the changes of its sources`);
  let timer;
  let working = Promise.resolve();
  for (const folder of ['electron', 'renderer', 'shared']) {
    watch(inProject(folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => (working = working.then(rebuild)), QUIET);
    });
  }
  process.once('SIGINT', () => void app.close().finally(() => process.exit(0)));
});
