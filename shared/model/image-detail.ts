/** What there is to know of one image: its manifest, platforms, config and what refers to it. All of it was written by strangers. */
import { z } from 'zod';
import { WireError } from '../errors';
import { Image } from './image';
import { RepositoryKey } from './repository';

const Annotations = z.record(z.string(), z.string());
/** Digest of a manifest or blob. */
const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'A digest is sha256: and 64 hex digits.');

/** Names a repository; `uri` is needed for a public one, whose key does not tell its registry's alias. */
export const ImageRepository = RepositoryKey.extend({ uri: z.string().max(600).optional() });
export type ImageRepository = z.infer<typeof ImageRepository>;

export const ShowImage = z.object({
  repository: ImageRepository,
  /** Tag or digest. */
  image: z.string().max(200),
  /** Which image of an index is shown with its config: `linux/arm64`, or its digest; without it the first that runs. */
  platform: z.string().max(200).optional(),
});
export type ShowImage = z.infer<typeof ShowImage>;

/** A blob or manifest as another manifest names it. */
export const ContentPart = z.object({ mediaType: z.string(), digest: Digest, size: z.number(), annotations: Annotations.optional() });
export type ContentPart = z.infer<typeof ContentPart>;

/** One entry of an index. */
export interface PlatformNode extends ContentPart {
  /** `linux/arm64/v8`; absent where the entry says nothing. */
  platform?: string | undefined;
  /** Which of Windows' builds. */
  osVersion?: string | undefined;
  artifactType?: string | undefined;
  /** BuildKit's attestations about this entry. */
  attestations: ContentPart[];
  /** Entries of an index within the index, as far as it was read. */
  children?: PlatformNode[] | undefined;
  /** Why an index within the index was not read. */
  unread?: string | undefined;
}
export const PlatformNode: z.ZodType<PlatformNode> = ContentPart.extend({
  platform: z.string().optional(),
  osVersion: z.string().optional(),
  artifactType: z.string().optional(),
  attestations: z.array(ContentPart),
  get children() {
    return z.array(PlatformNode).optional();
  },
  unread: z.string().optional(),
});

/** A variable of the environment; `secret` where name or value look like one. */
export const EnvironmentValue = z.object({ name: z.string(), value: z.string(), secret: z.boolean() });
export type EnvironmentValue = z.infer<typeof EnvironmentValue>;

export const HistoryEntry = z.object({
  createdBy: z.string(),
  created: z.string().optional(),
  comment: z.string().optional(),
  author: z.string().optional(),
  emptyLayer: z.boolean(),
  /** It holds what looks like a secret. */
  secret: z.boolean(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** How an image is run (OCI image spec, “Image Configuration”; health check and shell are Docker's). */
export const ImageConfig = z.object({
  platform: z.string().optional(),
  osVersion: z.string().optional(),
  created: z.string().optional(),
  author: z.string().optional(),
  entrypoint: z.array(z.string()),
  cmd: z.array(z.string()),
  shell: z.array(z.string()),
  env: z.array(EnvironmentValue),
  user: z.string().optional(),
  workingDir: z.string().optional(),
  stopSignal: z.string().optional(),
  ports: z.array(z.string()),
  volumes: z.array(z.string()),
  onBuild: z.array(z.string()),
  labels: Annotations,
  healthcheck: z
    .object({
      test: z.array(z.string()),
      /** Seconds. */
      interval: z.number().optional(),
      timeout: z.number().optional(),
      startPeriod: z.number().optional(),
      retries: z.number().optional(),
    })
    .optional(),
  history: z.array(HistoryEntry),
  /** Digests of the uncompressed layers. */
  diffIds: z.array(z.string()),
  /** Names of labels and variables, and steps, that look like secrets. */
  secretHints: z.array(z.string()),
});
export type ImageConfig = z.infer<typeof ImageConfig>;

/** What a manifest is of. */
export const ManifestKind = z.enum(['image', 'index', 'artifact', 'docker-v1', 'unknown']);
export type ManifestKind = z.infer<typeof ManifestKind>;

/** One manifest that is no index, read. */
export const ShownManifest = z.object({
  kind: ManifestKind,
  digest: Digest,
  mediaType: z.string(),
  /** Bytes of the manifest itself. */
  size: z.number(),
  /** `linux/arm64`, where config or index say so. */
  platform: z.string().optional(),
  artifactType: z.string().optional(),
  annotations: Annotations,
  /** Digest of the manifest that this one is about. */
  subject: z.string().optional(),
  config: ContentPart.optional(),
  layers: z.array(ContentPart),
  image: ImageConfig.optional(),
  /** Why the config could not be read. */
  configProblem: WireError.optional(),
});
export type ShownManifest = z.infer<typeof ShownManifest>;

/** Everything about one image at once. */
export const ImageDetail = z.object({
  /** `host/name`. */
  uri: z.string(),
  digest: Digest,
  mediaType: z.string(),
  kind: ManifestKind,
  artifactType: z.string().optional(),
  /** Bytes of the manifest itself. */
  size: z.number(),
  annotations: Annotations,
  subject: z.string().optional(),
  /** What ECR tells of it (tags, sizes, times); absent where it may not be asked. */
  facts: Image.optional(),
  /** Entries of an index, attestations folded under what they are about. */
  platforms: z.array(PlatformNode),
  /** Attestations whose subject is not in the index. */
  looseAttestations: z.array(ContentPart),
  /** Entries that were left out because they make no sense. */
  malformedEntries: z.number(),
  /** The image itself, or the chosen one of an index; absent for an index without any. */
  shown: ShownManifest.optional(),
  /** Why the chosen one of an index could not be read. */
  shownProblem: WireError.optional(),
});
export type ImageDetail = z.infer<typeof ImageDetail>;

/** Where a referrer was found: in the registry's list, in ECR's, under an old tag of cosign's, in the index itself. */
export const FoundBy = z.enum(['registry', 'ecr', 'tag', 'index']);
export type FoundBy = z.infer<typeof FoundBy>;

/** Something that is about an image: SBOM, signature, attestation or anything else. */
export const Referrer = ContentPart.extend({
  artifactType: z.string().optional(),
  /** What it is about: the index, or one of its platforms. */
  subject: z.string(),
  foundBy: FoundBy,
  /** `sha256-….sig`, where it was found by one. */
  tag: z.string().optional(),
  archived: z.boolean().optional(),
});
export type Referrer = z.infer<typeof Referrer>;

/** A signature that ECR makes by itself with a profile of AWS Signer, as ECR tells of it: Berth verifies none. */
export const SigningStatus = z.object({
  profileArn: z.string(),
  status: z.enum(['IN_PROGRESS', 'COMPLETE', 'FAILED']),
  failure: z.string().optional(),
});
export type SigningStatus = z.infer<typeof SigningStatus>;

export const Referrers = z.object({
  referrers: z.array(Referrer),
  /** There are more than are listed. */
  isCut: z.boolean(),
  /** Absent where ECR does not tell. */
  signing: z.array(SigningStatus).optional(),
  /** Lists that could not be read; the others are complete without them. */
  unread: z.array(z.object({ what: z.string(), error: WireError })),
});
export type Referrers = z.infer<typeof Referrers>;
export const AskReferrers = z.object({ repository: ImageRepository, digests: z.array(Digest).min(1).max(50) });
export type AskReferrers = z.infer<typeof AskReferrers>;

/** A name and what is said of it. */
export const Fact = z.object({ term: z.string(), value: z.string() });
export type Fact = z.infer<typeof Fact>;

/** One file of an artifact, as far as it can be read as text. */
export const ArtifactFile = ContentPart.extend({
  /** Its name, where the artifact gives it one. */
  title: z.string().optional(),
  /** JSON comes indented; what is signed within an envelope comes unwrapped. */
  text: z.string().optional(),
  /** The text was longer. */
  isCut: z.boolean(),
  /** Why there is no text: it is too large, it is no text. */
  note: z.string().optional(),
  /** What it says in short: packages of an SBOM, who built it. */
  facts: z.array(Fact),
  /** Packages of an SBOM. */
  packages: z.array(z.object({ name: z.string(), version: z.string(), license: z.string() })),
  packageTotal: z.number(),
});
export type ArtifactFile = z.infer<typeof ArtifactFile>;

export const Artifact = z.object({ manifest: ShownManifest, files: z.array(ArtifactFile), /** More files than are listed. */ moreFiles: z.number() });
export type Artifact = z.infer<typeof Artifact>;
export const AskArtifact = z.object({ repository: ImageRepository, digest: Digest });
export type AskArtifact = z.infer<typeof AskArtifact>;

/** Exact bytes of a manifest, or of a small blob that a manifest names. */
export const AskRaw = z.object({
  repository: ImageRepository,
  /** The manifest. */
  digest: Digest,
  /** A blob of that manifest instead of itself: its config. */
  part: z.enum(['manifest', 'config']).default('manifest'),
});
export type AskRaw = z.infer<typeof AskRaw>;
export const RawContent = z.object({
  digest: Digest,
  mediaType: z.string(),
  size: z.number(),
  /** As it is, where it is UTF-8; absent for other bytes. */
  text: z.string().optional(),
});
export type RawContent = z.infer<typeof RawContent>;
export const SaveRaw = AskRaw.extend({ path: z.string().min(1).max(4096) });
export type SaveRaw = z.infer<typeof SaveRaw>;
