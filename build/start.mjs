// `npm start [-- ARGS]`: from a fresh clone to Berth's window.
import { bootstrap } from './bootstrap.mjs';
import { hasDisplay, screenshots, virtualDisplay } from './display.mjs';
import { inProject, main, root, say } from './project.mjs';
import { become } from './run.mjs';
import { hasProgram, missingForStart, provide } from './system-packages.mjs';

await main(async () => {
  const { runtime, env: runtimeEnv } = await bootstrap();
  const display = hasDisplay();
  if (process.platform === 'linux') await provide(await missingForStart(runtime.program, { display }), { required: true });
  const virtual = display ? undefined : await virtualDisplay();
  const pictures = virtual ? screenshots(process.env.BERTH_SCREENSHOTS ?? inProject('test-results', 'screenshots')) : {};
  const env = { ...process.env, ...runtimeEnv, ...virtual?.env, ...pictures };

  // Chromium's sandbox refuses to run as root; everybody else keeps it.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const command = [runtime.program, ...asRoot, root, ...process.argv.slice(2)];
  // The tray and the keychain are reached through the session bus.
  const noBus = process.platform === 'linux' && !env.DBUS_SESSION_BUS_ADDRESS && hasProgram('dbus-run-session');
  if (noBus) command.unshift('dbus-run-session', '--');
  say(`opening Berth on Electron ${runtime.version}`);
  await become(command[0], command.slice(1), { env });
  virtual?.close();
});
