// `npm run --silent berth -- ARGS`: the command line from a checkout. Nothing but the command writes to stdout.
import { commandLineParts, compile } from './compile.mjs';
import { installDependencies } from './dependencies.mjs';
import { buildLauncher } from './launcher.mjs';
import { inProject, main } from './project.mjs';
import { become } from './run.mjs';

await main(async () => {
  await installDependencies();
  await compile(commandLineParts, { quiet: true });
  await buildLauncher({ quiet: true });
  // npm runs scripts in the project's folder; paths a person types are relative to where they typed them.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  await become(process.execPath, [inProject('dist', 'cli', 'berth.cjs'), ...process.argv.slice(2)], { cwd });
});
