import { z } from 'zod';
import { PlatformName } from '../image';
import { ProfileName } from '../profile';

/** Pull into the local Docker, as `profile`. */
export const PullImage = z.object({
  reference: z.string(),
  profile: ProfileName.optional(),
  platform: PlatformName.optional(),
});
export type PullImage = z.infer<typeof PullImage>;

/** Pull to a file without Docker. */
export const ExportImage = PullImage.extend({
  /** File, or folder for `oci-folder`, which must not exist yet or be empty. */
  file: z.string(),
  /** `docker-archive`: a tar for `docker load`, one platform. The OCI forms take every platform unless `platform` is told. */
  format: z.enum(['docker-archive', 'oci-archive', 'oci-folder']).optional(),
});
export type ExportImage = z.infer<typeof ExportImage>;

export const CopyImage = z.object({
  from: z.string(),
  to: z.string(),
  fromProfile: ProfileName.optional(),
  toProfile: ProfileName.optional(),
  createRepository: z.boolean().optional(),
});
export type CopyImage = z.infer<typeof CopyImage>;

export const GrantPull = z.object({
  ownerProfile: ProfileName,
  host: z.string(),
  repository: z.string(),
  accountId: z.string().regex(/^\d{12}$/),
});
export type GrantPull = z.infer<typeof GrantPull>;
