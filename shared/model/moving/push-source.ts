/** What a person may push from this machine, and what is known of it before a byte moves. */
import { z } from 'zod';
import { CommitOptions, TagProposal } from '../container';
import { PlatformName } from '../image';
import { ProfileName } from '../profile';
import { RepositoryKey, TagMutability } from '../repository';

/** Something on this machine that becomes an image in a repository. */
export const PushSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('container'), containerId: z.string().min(1) }),
  /** An image of the local Docker, by name or id. */
  z.object({ kind: z.literal('image'), image: z.string().min(1) }),
  /** A `docker save` tar or an OCI layout, file or folder. */
  z.object({ kind: z.literal('archive'), file: z.string().min(1) }),
  /** A folder with a Dockerfile. */
  z.object({ kind: z.literal('build'), folder: z.string().min(1) }),
]);
export type PushSource = z.infer<typeof PushSource>;

/** One image inside an archive. */
export const ArchivedImage = z.object({
  /** Names the archive gives it; empty when it has none. */
  names: z.array(z.string()),
  /** Digest of its manifest where the archive has one (OCI layouts). */
  digest: z.string().optional(),
  platforms: z.array(z.string()),
});
export type ArchivedImage = z.infer<typeof ArchivedImage>;

/** A file or folder that a person dropped or chose, read far enough to say what it is. */
export const DroppedPath = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('archive'),
    path: z.string(),
    /** File or folder name, to show. */
    name: z.string(),
    format: z.enum(['docker-archive', 'oci-layout']),
    /** Bytes on disk. */
    bytes: z.number(),
    images: z.array(ArchivedImage),
  }),
  z.object({
    kind: z.literal('build'),
    path: z.string(),
    name: z.string(),
    /** Dockerfiles found at the top of the folder, relative, the usual one first. */
    dockerfiles: z.array(z.string()).min(1),
    /** Stages that have a name, of the first Dockerfile, in order. */
    targets: z.array(z.string()),
    /** `ARG`s of the first Dockerfile before or after FROM, with their defaults. */
    args: z.array(z.object({ name: z.string(), default: z.string().optional() })),
  }),
]);
export type DroppedPath = z.infer<typeof DroppedPath>;

/** The git working tree something was made from; absent facts are not known. */
export const GitState = z.object({
  /** Full commit hash. */
  revision: z.string(),
  branch: z.string().optional(),
  /** Tags that point at the commit. */
  tags: z.array(z.string()),
  /** Newest version tag that is an ancestor (`git describe`), and how many commits came after it. */
  describe: z.object({ tag: z.string(), commits: z.number() }).optional(),
  /** Whether tracked files differ from the commit. */
  dirty: z.boolean(),
  /** Remote `origin` as an https address without credentials. */
  remote: z.string().optional(),
  /** When the commit was made. */
  committedAt: z.string(),
});
export type GitState = z.infer<typeof GitState>;

/** What the push sheet shows before a byte moves. */
export const PushProposal = z.object({
  proposals: z.array(TagProposal),
  /** Tags of the repository, newest first, at most 100: to warn of one that is taken. */
  existingTags: z.array(z.string()),
  mutability: TagMutability,
  mutabilityExclusions: z.array(z.string()),
  /** Labels of the OCI standard set that git can fill; empty where there is no git. */
  labels: z.record(z.string(), z.string()).default({}),
  git: GitState.optional(),
  /** False when the repository does not exist yet: pushing creates it when the person agrees. */
  repositoryExists: z.boolean().default(true),
});
export type PushProposal = z.infer<typeof PushProposal>;

/** Commit a container → tag → push to a repository. */
export const PushContainer = CommitOptions.extend({
  containerId: z.string().min(1),
  target: RepositoryKey,
  tag: z.string(),
  createRepository: z.boolean().optional(),
});
export type PushContainer = z.infer<typeof PushContainer>;

/** A local Docker image to a reference. Labels that are given make a new image with them (a new config, the same layers). */
export const PushImage = z.object({
  image: z.string(),
  reference: z.string(),
  profile: ProfileName.optional(),
  labels: z.record(z.string().min(1), z.string()).optional(),
  createRepository: z.boolean().optional(),
});
export type PushImage = z.infer<typeof PushImage>;

/** An archive to a reference, without Docker. */
export const PushArchive = z.object({
  file: z.string(),
  reference: z.string(),
  profile: ProfileName.optional(),
  /** Which image of an archive of several: one of its names or its digest; the only or first one unless told. */
  image: z.string().optional(),
  createRepository: z.boolean().optional(),
});
export type PushArchive = z.infer<typeof PushArchive>;

/** Build a folder with the local Docker, then push. */
export const BuildImage = z.object({
  folder: z.string().min(1),
  /** Relative to the folder; `Dockerfile` unless told. */
  dockerfile: z.string().optional(),
  /** Stage to build. */
  target: z.string().optional(),
  platform: PlatformName.optional(),
  buildArgs: z.record(z.string().min(1), z.string()).default({}),
  /** Over those from git; one that is empty is left out. */
  labels: z.record(z.string().min(1), z.string()).default({}),
  /** Fill in the labels that git knows. */
  gitLabels: z.boolean().default(true),
  /** Build every step anew. */
  noCache: z.boolean().default(false),
  /** Ask the registry for newer base images. */
  pull: z.boolean().default(false),
  /** Where to push; without it the image stays in the local Docker under `localName`. */
  reference: z.string().optional(),
  localName: z.string().optional(),
  profile: ProfileName.optional(),
  createRepository: z.boolean().optional(),
});
export type BuildImage = z.infer<typeof BuildImage>;
