/**
 * What the sandbox's registries hold: plain data, one object per noun, changed by the API and by the OCI
 * registry alike. Blob bytes live in the blob store on disk; everything here is saved as one JSON file.
 */

import type { EstateOptions } from './estate/estate';

export interface SandboxState {
  accounts: SandboxAccount[];
  registries: RegistryState[];
  /** Port of the AWS endpoint in the last run. */
  endpointPort?: number;
  /** ECR Public's repositories, by account and name. */
  publicRepositories?: Record<string, Record<string, PublicRepositoryState>>;
  /** The synthetic estate that is served besides; made anew from this at each start. */
  estate?: EstateOptions;
}

/** A repository of ECR Public; `createdAt` in epoch milliseconds. */
export interface PublicRepositoryState {
  name: string;
  createdAt: number;
  /** What the gallery shows: description, architectures, texts. */
  catalogData?: object;
  resourceTags?: Record<string, string>;
  policyText?: string;
  /** Its images, as those of a private one; told by the API, not served to be pulled. */
  contents?: Pick<RepositoryState, 'images' | 'tags'>;
}

export interface SandboxAccount {
  /** 12 digits. */
  id: string;
  name: string;
  /** Account alias, as IAM has it. */
  alias?: string;
  users: SandboxUser[];
  roles: SandboxRole[];
}

/** An IAM user with one access key; `policies` are its identity policies (IAM JSON). */
export interface SandboxUser {
  name: string;
  accessKeyId: string;
  secretAccessKey: string;
  policies: unknown[];
  /** A virtual MFA device; `secret` is its seed in base32. */
  mfa?: { serial: string; secret: string };
}

export interface SandboxRole {
  name: string;
  externalId?: string;
  /** ARNs (users, `arn:aws:iam::ID:root`) that may assume it. */
  trusted: string[];
  policies: unknown[];
  /** May be assumed only with a code of the caller’s MFA device. */
  requiresMfa?: boolean;
  /** Subject of the web identity tokens that may assume it. */
  webSubject?: string;
}

/** Who makes a call, once its signature or token was verified. */
export interface Principal {
  accountId: string;
  /** `arn:aws:iam::ID:user/NAME`, or `arn:aws:sts::ID:assumed-role/ROLE/SESSION`. */
  arn: string;
  userId: string;
  /** For a role session the role's own ARN, which policies name. */
  roleArn?: string;
  policies: unknown[];
  /** The session was opened with a code of an MFA device. */
  mfa?: boolean;
  /** End of the session, for temporary credentials (epoch milliseconds). */
  expiresAt?: number;
}

/** The private registry of one account in one region; it answers on its own port. */
export interface RegistryState {
  accountId: string;
  region: string;
  /** `127.0.0.1:PORT`, kept over restarts so that references stay true. */
  host: string;
  repositories: Record<string, RepositoryState>;
  policyText?: string;
  /** Further registry-wide settings by API name (scanning, replication, pull-through rules, account settings). */
  settings: Record<string, unknown>;
  /** Names of the estate's repositories that were changed or deleted: here alone is what they are now. */
  taken?: Record<string, true>;
}

export interface RepositoryState {
  name: string;
  /** Epoch milliseconds, here and below. */
  createdAt: number;
  mutability: string;
  exclusionFilters: { filterType: string; filter: string }[];
  scanOnPush: boolean;
  encryptionType: string;
  kmsKey?: string;
  resourceTags: Record<string, string>;
  policyText?: string;
  lifecyclePolicyText?: string;
  lifecycleEvaluatedAt?: number;
  /** By digest. */
  images: Record<string, ImageState>;
  /** Tag → digest. */
  tags: Record<string, string>;
  /** Digests of the blobs this repository may serve. */
  layers: string[];
}

export interface ImageState {
  digest: string;
  mediaType: string;
  artifactMediaType?: string;
  /** The exact bytes as pushed, base64: digests are of bytes, never of re-serialised JSON. */
  manifest: string;
  /** Compressed bytes: config and layers; for an index the size of its largest child. */
  sizeBytes: number;
  pushedAt: number;
  lastPulledAt?: number;
  /** When it last went to the archive; when it was, or will be, back. */
  archivedAt?: number;
  activatedAt?: number;
  subject?: string;
  /** How managed signing went, as the API tells it. */
  signingStatuses?: { signingProfileArn: string; status: string; failureCode?: string; failureReason?: string }[];
  findings?: {
    severityCounts: Record<string, number>;
    findings: unknown[];
    scannedAt: number;
    /** Somebody asked for it: it takes a moment from `scannedAt` on. */
    started?: boolean;
    failed?: boolean;
  };
}
