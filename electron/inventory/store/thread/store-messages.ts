/** What main and the store's thread say to each other: plain data, cloned. */
import type { WireError } from '../../../../shared/errors';
import type { OperationName } from '../operations';

export type ToStore = { type: 'ask'; id: number; name: OperationName; input: unknown } | { type: 'close' };

export type FromStore =
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'failed'; id: number; error: WireError }
  /** What was known is gone: everything has to be read again. */
  | { type: 'rebuilt' }
  /** Something for the log: nothing fails by it. */
  | { type: 'complaint'; text: string };
