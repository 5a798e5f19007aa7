/** What a person sees of all their registries at a glance; every number is of what the index knows now. */
import { z } from 'zod';
import { ProfileName, RegionName } from '../profile';
import { Instant } from '../session';

/** Of which registries: all, a profile's, one region of it. */
export const OverviewRequest = z.object({ profile: ProfileName.optional(), region: RegionName.optional() });
export type OverviewRequest = z.infer<typeof OverviewRequest>;

/** Images, and what they take: bytes as ECR reports them, US dollars a month at list price. */
export const Stored = z.object({ images: z.number(), bytes: z.number(), monthlyCost: z.number() });
export type Stored = z.infer<typeof Stored>;

/** One account, region, profile, namespace or repository among its like. */
export const OverviewGroup = Stored.extend({
  /** The account's number, the region, `team/`, the repository's URI. */
  key: z.string(),
  /** What a person calls it. */
  label: z.string(),
  repositories: z.number(),
  /** Of those, how many had their images read. */
  read: z.number(),
  /** What the list of repositories is searched for to see these. */
  search: z.string(),
});
export type OverviewGroup = z.infer<typeof OverviewGroup>;

/** A month of UTC, `2026-08`: what was pushed in it and still exists, and all of that up to its end. */
export const GrowthMonth = z.object({ month: z.string(), images: z.number(), bytes: z.number(), totalImages: z.number(), totalBytes: z.number() });
export type GrowthMonth = z.infer<typeof GrowthMonth>;

/** What Berth saw on a day (UTC, `2026-08-31`): unlike the months it also knows what has gone since. */
export const OverviewSnapshot = Stored.extend({ day: z.string(), repositories: z.number() });
export type OverviewSnapshot = z.infer<typeof OverviewSnapshot>;

/** Images whose age, or time since the last pull, is within bounds in days: from `from`, below `to`. */
export const AgeBand = z.object({ label: z.string(), from: z.number(), to: z.number().optional(), images: z.number(), bytes: z.number() });
export type AgeBand = z.infer<typeof AgeBand>;

export const Severity = z.enum(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNDEFINED']);
export type Severity = z.infer<typeof Severity>;

export const Overview = z.object({
  at: Instant,
  total: Stored.extend({
    repositories: z.number(),
    archivedBytes: z.number(),
    untaggedImages: z.number(),
    untaggedBytes: z.number(),
    /** Layers that several images share counted once, of the repositories where that is known. */
    unique: z.object({ bytes: z.number(), ofBytes: z.number(), repositories: z.number() }).optional(),
  }),
  /** How far the index is: these numbers are of `read` of the repositories. */
  coverage: z.object({ repositories: z.number(), read: z.number(), /** When the one that was not read for longest was. */ oldestReadAt: Instant.optional(), failedSources: z.number() }),
  prices: z.object({ asOf: z.string(), region: z.string(), /** Regions with other prices than the list's. */ otherRegions: z.array(z.string()) }),
  /** The most costly first. */
  accounts: z.array(OverviewGroup),
  regions: z.array(OverviewGroup),
  profiles: z.array(OverviewGroup),
  /** At most 100 of each; what is left is in `others` with how many there are. */
  namespaces: z.array(OverviewGroup),
  repositories: z.array(OverviewGroup.extend({ accountId: z.string(), region: z.string() })),
  growth: z.array(GrowthMonth),
  snapshots: z.array(OverviewSnapshot),
  /** By time since the push. */
  ages: z.array(AgeBand),
  /** By time since the last pull; the last band has those never pulled (as far as ECR knows). */
  pulls: z.array(AgeBand),
  findings: z.object({ scanned: z.number(), bySeverity: z.array(z.object({ severity: Severity, findings: z.number() })) }),
});
export type Overview = z.infer<typeof Overview>;
