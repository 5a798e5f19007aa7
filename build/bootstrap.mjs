import { applicationParts, compile } from './compile.mjs';
import { installDependencies } from './dependencies.mjs';
import { electronRuntime, runtimeEnvironment } from './electron-runtime.mjs';

/** Everything between a fresh clone and a program that can start: dependencies, bundles, runtime. */
export const bootstrap = async () => {
  await installDependencies();
  await compile(applicationParts);
  const runtime = await electronRuntime();
  return { runtime, env: runtimeEnvironment(runtime) };
};
