import { z } from 'zod';
import { WireError } from '../errors';
import { AccountId, ProfileName, RegionName } from './profile';

/** Name of an IAM Identity Center session (`[sso-session NAME]`); for a profile without one it is its start URL. */
export const SsoSessionName = z.string().min(1).max(512);

/** How a sign-in reaches the person: their browser comes back by itself (PKCE), or they type a code on any device. */
export const SsoMethod = z.enum(['browser', 'device']);
export type SsoMethod = z.infer<typeof SsoMethod>;

/** A sign-in that waits for its person. */
export const SsoFlow = z.object({
  method: SsoMethod,
  /** Page to open; https, or http on loopback for a test. Absent while it is being prepared. */
  verificationUri: z.string().optional(),
  /** Code to compare or type there (device code only). */
  userCode: z.string().optional(),
  /** ISO 8601; after it the sign-in has to be started again. */
  expiresAt: z.string().optional(),
});
export type SsoFlow = z.infer<typeof SsoFlow>;

export const SsoSession = z.object({
  name: SsoSessionName,
  startUrl: z.string(),
  region: RegionName,
  source: z.enum(['aws-files', 'berth']),
  status: z.enum(['signed-out', 'signing-in', 'signed-in', 'expired']),
  /** End of the access token (ISO 8601). */
  expiresAt: z.string().optional(),
  /** Renewed by itself with a refresh token until the session ends for good. */
  renewable: z.boolean(),
  flow: SsoFlow.optional(),
  error: WireError.optional(),
  /** Profiles that sign in through it. */
  profiles: z.array(ProfileName),
});
export type SsoSession = z.infer<typeof SsoSession>;

export const SsoState = z.object({ sessions: z.array(SsoSession) });
export type SsoState = z.infer<typeof SsoState>;

export const AddSsoSession = z.object({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'A session name is made of letters, digits and _ . -'),
  startUrl: z.url({ protocol: /^https?$/, error: 'The start URL looks like https://example.awsapps.com/start.' }),
  region: RegionName,
  /** For a private or test endpoint; serves both OIDC and the portal. */
  endpointUrl: z.url().optional(),
});
export type AddSsoSession = z.infer<typeof AddSsoSession>;

/** An account that the signed-in person has, with the roles they may take there. */
export const SsoAccount = z.object({
  accountId: AccountId,
  accountName: z.string(),
  email: z.string().optional(),
  roles: z.array(z.string()),
});
export type SsoAccount = z.infer<typeof SsoAccount>;

export const MakeSsoProfiles = z.object({
  session: SsoSessionName,
  region: RegionName,
  profiles: z.array(z.object({ name: ProfileName, accountId: AccountId, roleName: z.string() })).min(1).max(500),
});
export type MakeSsoProfiles = z.infer<typeof MakeSsoProfiles>;
