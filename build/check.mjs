// `npm run check`: types, then lint.
import { checks } from './checks.mjs';
import { main, say } from './project.mjs';
import { run } from './run.mjs';

await main(async () => {
  for (const { name, args } of checks()) {
    say(name);
    if ((await run(process.execPath, args, { stdio: 'inherit' })).code !== 0) process.exitCode = 1;
  }
});
