import type { CliServices } from '../services';
import type { Output } from './output';

/** Says why there is nothing, when the index on disk has nothing at all: it fills while Berth runs. */
export async function sayNothingRead({ inventory }: Pick<CliServices, 'inventory'>, out: Output): Promise<void> {
  if (await inventory.isEmpty()) out.note('berth: Berth has not read any registry yet. Open its window once and let it read; this command then answers from what it knows.');
}
