import { z } from 'zod';
import { RegistryRule } from './docker-config';
import { ProfileColour, RegionName } from './profile';

/** How a person has arranged the lists of repositories and images. */
export const BrowseSettings = z.object({
  /** `folders` shows one level of the names at a time, `flat` every repository. */
  view: z.enum(['flat', 'folders']).default('flat'),
  /** Columns of the repositories and of the images that are shown, by key; what is left out has the usual ones. */
  columns: z.object({ repositories: z.array(z.string().max(40)).max(30).optional(), images: z.array(z.string().max(40)).max(30).optional() }).default({}),
  /** Widths that differ from the usual ones, in CSS pixels, by `list.column`. */
  widths: z.record(z.string().max(80), z.number().min(24).max(2000)).default({}),
  /** Branches of the tree that are not as they are at first: `profile` ones closed, `region` ones and folders open. */
  turned: z.array(z.string().max(600)).max(1000).default([]),
  /** Searches, the last one first. */
  recent: z.array(z.string().max(500)).max(10).default([]),
  saved: z.array(z.string().max(500)).max(50).default([]),
});
export type BrowseSettings = z.infer<typeof BrowseSettings>;

/** Repositories a person wants at hand, as `host/name`. */
const Favourites = z.array(z.string().max(600)).max(1000);

const ProtectedRepositories = z.array(z.string().max(600)).max(10_000);

/** Settings a person may change; kept in Berth's own folder. */
export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Further pairs of AWS files to read besides the usual ones. */
  awsFiles: z.array(z.object({ configFile: z.string(), credentialsFile: z.string() })).default([]),
  /** Further regions a person wants to see, by profile; the AWS files name only one. */
  regions: z.record(z.string(), z.array(RegionName)).default({}),
  /** Whether closing the window keeps Berth in the tray. */
  closeToTray: z.boolean().default(true),
  /** A person's words and colours for profiles of any source, by name. */
  looks: z.record(z.string(), z.object({ label: z.string().optional(), colour: ProfileColour.optional(), production: z.boolean().optional() })).default({}),
  /** Which identity signs which registry host; before what Berth finds out by itself. */
  registryRules: z.array(RegistryRule).default([]),
  /** Whether Docker asks Berth's own credential helper for the hosts that Berth serves. */
  credentialHelper: z.boolean().default(false),
  /** Whether Podman's auth.json is kept signed in too. */
  podman: z.boolean().default(false),
  /** Where secrets live: the system's keychain, or a file encrypted with a passphrase where there is none. */
  secretStore: z.enum(['keychain', 'file']).default('keychain'),
  /** How many transfers run at once; further ones wait. */
  transfersAtOnce: z.number().int().min(1).max(8).default(3),
  /** Profiles with which ECS, EKS, Lambda and Amazon Inspector are asked who uses an image. */
  askUses: z.array(z.string()).default([]),
  favourites: Favourites.default([]),
  /** Repositories (`host/name`) whose images and self Berth takes away only when their name is typed. */
  protectedRepositories: ProtectedRepositories.default([]),
  browse: BrowseSettings.default(() => BrowseSettings.parse({})),
});
export type Settings = z.infer<typeof Settings>;

/** A change of some settings: what is left out stays as it is. */
export const SettingsChange = z.object({
  theme: z.enum(['system', 'light', 'dark']).optional(),
  closeToTray: z.boolean().optional(),
  podman: z.boolean().optional(),
  transfersAtOnce: z.number().int().min(1).max(8).optional(),
  favourites: Favourites.optional(),
  protectedRepositories: ProtectedRepositories.optional(),
  /** All of it: the window holds what it was. */
  browse: BrowseSettings.optional(),
});
export type SettingsChange = z.infer<typeof SettingsChange>;

/** What the embedded sandbox says of itself; the same shape `berth sandbox` prints. */
export const SandboxDescription = z.object({
  endpoint: z.string(),
  region: z.string(),
  accounts: z.array(z.object({ id: z.string(), name: z.string() })),
  registries: z.array(z.object({ accountId: z.string(), region: z.string(), host: z.string() })),
  profiles: z.array(
    z.object({
      name: z.string(),
      accountId: z.string(),
      region: z.string(),
      accessKeyId: z.string(),
      secretAccessKey: z.string(),
    }),
  ),
  configFile: z.string(),
  credentialsFile: z.string(),
});
export type SandboxDescription = z.infer<typeof SandboxDescription>;

export const AppState = z.object({
  version: z.string(),
  platform: z.string(),
  settings: Settings,
  sandbox: z.enum(['stopped', 'starting', 'running', 'failed']),
  /** Where secrets live, and whether the file that holds them waits for its passphrase. */
  secrets: z.object({ store: z.enum(['keychain', 'file']), locked: z.boolean() }).default({ store: 'keychain', locked: false }),
});
export type AppState = z.infer<typeof AppState>;
