/** Where images are in use: what a person should know before they delete or archive them. */
import { z } from 'zod';

export const ImageUser = z.enum(['container', 'ecs', 'eks', 'lambda', 'inspector']);
export type ImageUser = z.infer<typeof ImageUser>;

export const ImageUse = z.object({
  by: ImageUser,
  /** Digest where the user is pinned to one, or the image it was resolved to. */
  digest: z.string(),
  tag: z.string().optional(),
  /** “container api-1 on this machine”, “service shop/api in cluster prod (3 tasks)”. */
  what: z.string(),
  running: z.boolean(),
});
export type ImageUse = z.infer<typeof ImageUse>;

/** A service that could not be asked: it may well use the image. */
export const UnaskedUse = z.object({ by: ImageUser, why: z.string() });
export type UnaskedUse = z.infer<typeof UnaskedUse>;
