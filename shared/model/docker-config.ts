import { z } from 'zod';
import { ProfileName } from './profile';

/** Something in Docker's configuration that will make a pull fail or surprise. */
export const ConfigFinding = z.object({
  id: z.string(),
  kind: z.enum([
    'malformed', 'unreadable', 'unwritable', 'open-to-others',
    'shadowed-by-helper', 'stale-entry', 'missing-helper', 'helper-put-back', 'helper-not-on-path', 'environment-overrides',
  ]),
  /** One sentence, and the next step. */
  message: z.string(),
  hint: z.string(),
  host: z.string().optional(),
  /** What Berth would do about it, as the words of a button; absent when only a person can. */
  repair: z.string().optional(),
});
export type ConfigFinding = z.infer<typeof ConfigFinding>;

/** Docker's config.json as Berth sees it: who answers for which host, what is wrong, what can be undone. Never a secret. */
export const DockerConfigState = z.object({
  path: z.string(),
  /** `credsStore`: the helper for every host that has none of its own. */
  credsStore: z.string().optional(),
  hosts: z.array(
    z.object({
      host: z.string(),
      /** `file`, or the name of a helper (`berth`, `desktop`, `ecr-login`). */
      answeredBy: z.string(),
      /** Berth put it there and keeps it fresh. */
      ours: z.boolean(),
      /** Whose sign-in answers, where Berth knows. */
      profile: ProfileName.optional(),
    }),
  ),
  findings: z.array(ConfigFinding),
  /** The last change a person made through Berth, as long as it can be taken back. */
  undo: z.object({ at: z.string(), what: z.string() }).optional(),
  /** Berth's own credential helper. */
  helper: z.object({
    enabled: z.boolean(),
    /** Where `docker-credential-berth` is installed; absent when it is not. */
    program: z.string().optional(),
    /** Docker finds it by its PATH. */
    onPath: z.boolean(),
    hosts: z.array(z.string()),
  }),
});
export type DockerConfigState = z.infer<typeof DockerConfigState>;

/** A rule of the map from registry hosts to identities: `*` stands for any characters. The first that matches wins. */
export const RegistryRule = z.object({
  pattern: z.string().min(1).max(255).regex(/^[a-z0-9*.:[\]-]+$/, 'A pattern is a registry host, with * for any part.'),
  profile: ProfileName,
});
export type RegistryRule = z.infer<typeof RegistryRule>;

/** Which identity signs a host, and why that one. */
export const RegistryAssignment = z.object({
  host: z.string(),
  profile: ProfileName.optional(),
  region: z.string().optional(),
  accountId: z.string().optional(),
  because: z.enum(['rule', 'signed-in', 'owner', 'region', 'nobody']),
  /** The same in one sentence. */
  reason: z.string(),
});
export type RegistryAssignment = z.infer<typeof RegistryAssignment>;
