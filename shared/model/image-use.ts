/** Where images are in use: what a person should know before they delete or archive them. */
import { z } from 'zod';
import { ProfileName } from './profile';
import { RepositoryKey } from './repository';

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

export const UseQuery = RepositoryKey.extend({
  images: z.array(z.object({ digest: z.string(), tags: z.array(z.string()) })).max(10_000),
  /** Ask the services of AWS whatever the settings of the profile say. */
  everywhere: z.boolean().default(false),
});
export type UseQuery = z.infer<typeof UseQuery>;

export const FoundUses = z.object({ uses: z.array(ImageUse), unasked: z.array(UnaskedUse) });
export type FoundUses = z.infer<typeof FoundUses>;

/** Turns asking the services of AWS who uses an image on or off for a profile. */
export const TurnUses = z.object({ profile: ProfileName, on: z.boolean() });
export type TurnUses = z.infer<typeof TurnUses>;
