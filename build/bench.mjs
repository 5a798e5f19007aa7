// `npm run bench [-- NAME …]`: measures test/bench/NAME.bench.ts and NAME-….bench.ts, each beside its peer in one run; all of them unless named.
import { bootstrap } from './bootstrap.mjs';
import { virtualDisplay } from './display.mjs';
import { buildLauncher } from './launcher.mjs';
import { inProject, main } from './project.mjs';
import { become } from './run.mjs';
import { missingForTests, provide } from './system-packages.mjs';
import { inSession, privateEnvironment } from './test-environment.mjs';

await main(async () => {
  const { runtime, env } = await bootstrap();
  if (process.platform === 'linux') await provide(await missingForTests(runtime.program), { required: false });
  await buildLauncher();
  const names = process.argv.slice(2).flatMap((name) => [`test/bench/${name}.bench.ts`, `test/bench/${name}-`]);
  const place = privateEnvironment();
  const display = place.has.includes('display') && process.platform === 'linux' ? await virtualDisplay() : undefined;
  const vitest = [
    process.execPath, inProject('node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', 'build/vitest.config.ts', '--project', 'bench',
    '--reporter=default', '--disable-console-intercept=true', ...names,
  ];
  const [program, ...args] = inSession(vitest, place.has);
  try {
    await become(program, args, { env: { ...place.env, ...env, ...display?.env, BERTH_ELECTRON: runtime.program, WAYLAND_DISPLAY: '', NODE_ENV: 'test' } });
  } finally {
    display?.close();
    place.close();
  }
});
