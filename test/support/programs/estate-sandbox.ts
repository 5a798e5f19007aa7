/** A sandbox with an estate as a process of its own: `STATE ESTATE-JSON`. Prints its description; each line it reads are conditions to set, and is answered with the calls made so far. */
import { createInterface } from 'node:readline';
import type { EstateOptions } from '../../../electron/sandbox/estate/estate';
import type { ConditionSettings } from '../../../electron/sandbox/estate/conditions';
import { startSandbox } from '../../../electron/sandbox/sandbox';

const [stateDir = '', estate = '{}'] = process.argv.slice(2);

async function run(): Promise<void> {
  const sandbox = await startSandbox({ stateDir, empty: true, estate: JSON.parse(estate) as EstateOptions });
  const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
  say(sandbox.description);
  createInterface({ input: process.stdin }).on('line', (line) => {
    sandbox.conditions.settings = JSON.parse(line) as ConditionSettings;
    say(Object.fromEntries(sandbox.conditions.calls));
  });
}
void run();
