import { applicationParts, compile } from './compile.mjs';
import { installDependencies } from './dependencies.mjs';
import { buildLauncher } from './launcher.mjs';
import { electronRuntime, runtimeEnvironment } from './electron-runtime.mjs';

/**
 * Everything between a fresh clone and a program that can start: dependencies, bundles, runtime. A build that fails
 * ends it, unless `onBuildFailure` takes the error: most tests need no bundle.
 */
export const bootstrap = async ({ onBuildFailure } = {}) => {
  await installDependencies();
  const building = compile(applicationParts);
  await (onBuildFailure ? building.catch(onBuildFailure) : building);
  await buildLauncher({ quiet: true });
  const runtime = await electronRuntime();
  return { runtime, env: runtimeEnvironment(runtime) };
};
