import { z } from 'zod';
import { ProfileName, RegionName } from './profile';
import { RepositoryKey } from './repository';
import { Instant } from './session';

/** Worst first. What Amazon Inspector calls untriaged is undefined here. */
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNDEFINED'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** How many findings of each severity; one that is left out has none. */
export const SeverityCounts = z.partialRecord(Severity, z.number());
export type SeverityCounts = z.infer<typeof SeverityCounts>;

/** One weakness of one package, as basic and enhanced scanning both tell it. */
export const Finding = z.object({
  /** Of this finding within its image; the same after another scan. */
  id: z.string(),
  /** CVE-2024-3094. */
  name: z.string(),
  severity: Severity,
  package: z.string().optional(),
  version: z.string().optional(),
  /** First version without it, where the scan tells one. */
  fixedIn: z.string().optional(),
  /** `unknown`: the scan says nothing about fixes, as basic scanning does unless its finding names a version. */
  fix: z.enum(['yes', 'no', 'partly', 'unknown']),
  /** CVSS, 0 to 10. */
  score: z.number().optional(),
  vector: z.string().optional(),
  /** Whether an exploit is known; absent where the scan does not say. */
  exploit: z.boolean().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  /** https alone. */
  links: z.array(z.string()),
  /** Digest of the layer that brings the package. */
  layer: z.string().optional(),
  /** Path of the file within the image. */
  file: z.string().optional(),
  /** Platforms of an index whose image has it. */
  platforms: z.array(z.string()).optional(),
  firstSeenAt: Instant.optional(),
});
export type Finding = z.infer<typeof Finding>;

/**
 * How far a scan is: `never` scanned, `scanning`, `complete` (basic) or `active` (enhanced, looked at again by itself), or why
 * there is none: the image is of a kind that is not scanned, too old to be looked at again, archived …
 */
export const ScanStatus = z.enum(['never', 'pending', 'scanning', 'complete', 'active', 'failed', 'unsupported', 'expired', 'limit', 'unavailable', 'archived']);
export type ScanStatus = z.infer<typeof ScanStatus>;

/** The scan of one image; an index has one for each platform. */
export const ImageScan = z.object({
  digest: z.string(),
  platform: z.string().optional(),
  kind: z.enum(['basic', 'enhanced']).optional(),
  status: ScanStatus,
  /** ECR's own words about it. */
  note: z.string().optional(),
  scannedAt: Instant.optional(),
  counts: SeverityCounts,
});
export type ImageScan = z.infer<typeof ImageScan>;

const image = { repository: RepositoryKey, /** Tag or digest. */ image: z.string().min(1).max(200) };
export const ImageToScan = z.object(image);
export type ImageToScan = z.infer<typeof ImageToScan>;

/** Which findings are wanted. */
export const FindingFilter = z.object({
  /** Words of name, package, title and description; all of them must be there. */
  search: z.string().max(500).default(''),
  /** Empty: all. */
  severities: z.array(Severity).default([]),
  /** Only those that a newer version of the package mends. */
  fixable: z.boolean().default(false),
  sort: z.enum(['severity', 'name', 'package', 'score', 'fix']).default('severity'),
  descending: z.boolean().default(false),
});
export type FindingFilter = z.infer<typeof FindingFilter>;

export const FindingsQuery = FindingFilter.extend({
  ...image,
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
  /** Ask ECR again instead of answering from memory. */
  fresh: z.boolean().default(false),
});
export type FindingsQuery = z.infer<typeof FindingsQuery>;

export const FindingsPage = z.object({
  /** Digest of the image asked about. */
  digest: z.string(),
  rows: z.array(Finding),
  /** How many the filter leaves. */
  total: z.number(),
  /** Of all, whatever the filter. */
  counts: SeverityCounts,
  fixable: z.number(),
  scans: z.array(ImageScan),
});
export type FindingsPage = z.infer<typeof FindingsPage>;

export const ExportFindings = FindingFilter.extend({ ...image, path: z.string().min(1).max(4096), format: z.enum(['csv', 'json']) });
export type ExportFindings = z.infer<typeof ExportFindings>;

export const CompareFindings = z.object({ left: ImageToScan, right: ImageToScan });
export type CompareFindings = z.infer<typeof CompareFindings>;

/** From one image to another: what came, what went, what both have (as the second one has it). */
export const FindingsCompared = z.object({
  added: z.array(Finding),
  fixed: z.array(Finding),
  same: z.array(Finding),
  left: z.array(ImageScan),
  right: z.array(ImageScan),
});
export type FindingsCompared = z.infer<typeof FindingsCompared>;

/** An image with what its scan counted, for a list over many. */
export const ScannedImage = z.object({ repository: RepositoryKey, digest: z.string(), tags: z.array(z.string()), scan: ImageScan, pushedAt: Instant.optional() });
export type ScannedImage = z.infer<typeof ScannedImage>;

/** Settings of a registry's scanning. */
export const ScanFrequency = z.enum(['SCAN_ON_PUSH', 'CONTINUOUS_SCAN', 'MANUAL']);
export type ScanFrequency = z.infer<typeof ScanFrequency>;
export const ScanningConfiguration = z.object({
  scanType: z.enum(['BASIC', 'ENHANCED']),
  /** At most two, one for each frequency (API reference: PutRegistryScanningConfiguration). */
  rules: z
    .array(
      z.object({
        frequency: ScanFrequency,
        /** Names of repositories with `*` for any characters. */
        filters: z.array(z.string().regex(/^[a-z0-9*](?:[._\-/a-z0-9*]?[a-z0-9*]+)*$/, 'A filter is made of small letters, digits, . _ - / and *.').max(256)).min(1).max(100),
      }),
    )
    .max(2),
});
export type ScanningConfiguration = z.infer<typeof ScanningConfiguration>;
export const RegistryScope = z.object({ profile: ProfileName, region: RegionName });
export type RegistryScope = z.infer<typeof RegistryScope>;

/** A tag, or a whole repository, whose new findings a person wants to hear of. */
export const Watch = z.object({
  repository: RepositoryKey,
  /** `host/name`. */
  uri: z.string().max(600),
  tag: z.string().max(128).optional(),
  /** Told from this severity on. */
  severity: Severity.default('CRITICAL'),
});
export type Watch = z.infer<typeof Watch>;

/** Names one watch. */
export const WatchName = Watch.pick({ repository: true, tag: true });
export type WatchName = z.infer<typeof WatchName>;

export const WatchesState = z.object({
  /** Whose findings a person asked for outside of the window, a moment ago. */
  wanted: z.object({ repository: RepositoryKey, tag: z.string().optional(), at: z.number() }).optional(),
  watches: z.array(
    Watch.extend({
      checkedAt: Instant.optional(),
      /** Findings of that severity and worse at the last look. */
      found: z.number().optional(),
      /** Why the last look failed. */
      problem: z.string().optional(),
    }),
  ),
});
export type WatchesState = z.infer<typeof WatchesState>;
