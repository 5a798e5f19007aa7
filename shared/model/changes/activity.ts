import { z } from 'zod';
import { WireError } from '../../errors';
import { ProfileName } from '../profile';
import { Instant } from '../session';
import { Change, ChangeItem } from './change';

/** One change that Berth made, as it is kept in the activity log. */
export const Activity = z.object({
  id: z.string(),
  at: Instant,
  profile: ProfileName,
  /** `host/repository` where it is known; the host alone for a registry as a whole. */
  place: z.string(),
  title: z.string(),
  /** Absent for the settings of a registry as a whole. */
  change: Change.optional(),
  result: z.enum(['done', 'partly', 'failed', 'undone']),
  items: z.array(ChangeItem),
  error: WireError.optional(),
  awsCli: z.array(z.string()),
  /** Whether it can be undone now; a sentence why not. */
  undo: z.object({ possible: z.boolean(), note: z.string().optional() }),
  /** The activity that this one undid. */
  undoes: z.string().optional(),
});
export type Activity = z.infer<typeof Activity>;

/** A window of the log, newest first. */
export const ActivityPage = z.object({ rows: z.array(Activity), total: z.number() });
export type ActivityPage = z.infer<typeof ActivityPage>;

/** Asks for a window of the log: words of title, place and commands. */
export const ActivityQuery = z.object({
  search: z.string().max(500).default(''),
  result: z.enum(['done', 'partly', 'failed', 'undone']).optional(),
  profile: ProfileName.optional(),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
});
export type ActivityQuery = z.infer<typeof ActivityQuery>;
