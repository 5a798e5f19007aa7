import type { InventorySource } from '../../shared/model/repository';

/** Whether every source was read on this day (`2026-11-21`, UTC), with nothing being read any more. A profile without a public registry has none to read. */
export const isSettled = (sources: readonly InventorySource[], day: string): boolean =>
  sources.some(({ readAt }) => readAt !== undefined) &&
  sources.every(({ status, readAt, images, registry }) => status === 'ready' && images === undefined && (readAt?.startsWith(day) ?? registry === 'public'));
