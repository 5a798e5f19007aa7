import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { AppError } from '../../../shared/errors';
import type { InventoryStore } from '../store/inventory-store';
import { inventoryLines, type LinesWanted } from './inventory-lines';

/** Writes what the index has to a file: whole, or not at all. @throws AppError `disk-full`, `invalid-input` for a place that cannot be written to. */
export async function exportInventory(store: Pick<InventoryStore, 'ask'>, { path, ...wanted }: LinesWanted & { path: string }): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(part, 'wx', 0o600);
    try {
      for await (const text of inventoryLines(store, wanted)) await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (thrown) {
    await rm(part, { force: true }).catch(() => undefined);
    throw asAppError(thrown, path);
  }
}

function asAppError(thrown: unknown, path: string): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (thrown instanceof AppError || typeof code !== 'string') return thrown;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('disk-full', `There is no room left for ${path}.`, { hint: 'Make room, or choose another place.', cause: thrown });
  return new AppError('invalid-input', `${path} could not be written (${code}).`, { hint: 'Choose another place.', cause: thrown });
}
