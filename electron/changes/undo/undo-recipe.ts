import { z } from 'zod';
import { Change } from '../../../shared/model/changes/change';
import { RepositoryKey } from '../../../shared/model/repository';

/**
 * How a change is undone: by other changes in this order, or by putting images back whose manifests were kept (`backup` names
 * them). Both, in that order, where both are told.
 */
export const UndoRecipe = z.object({
  changes: z.array(Change).default([]),
  putBack: z.object({ repository: RepositoryKey, backup: z.string(), /** Digests that did not go. */ except: z.array(z.string()).default([]) }).optional(),
  /** What Undo does not bring back, in a sentence. */
  note: z.string().optional(),
});
export type UndoRecipe = z.infer<typeof UndoRecipe>;

/** Undo by other changes. */
export const undoneBy = (...changes: Change[]): UndoRecipe => ({ changes });
