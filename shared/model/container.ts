import { z } from 'zod';
import { WireError } from '../errors';
import { Instant } from './session';

export const Container = z.object({
  id: z.string(),
  name: z.string(),
  /** The image it was made from, as Docker names it. */
  image: z.string(),
  state: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
  /** Docker's own words: “Up 3 minutes”. */
  status: z.string(),
  createdAt: Instant,
  labels: z.record(z.string(), z.string()),
});
export type Container = z.infer<typeof Container>;

/** An image of the local Docker. */
export const LocalImage = z.object({
  id: z.string(),
  /** Names with their tags; empty for an image that has none. */
  references: z.array(z.string()),
  /** `name@digest` of registries it came from or went to. */
  digests: z.array(z.string()),
  sizeBytes: z.number(),
  createdAt: Instant,
});
export type LocalImage = z.infer<typeof LocalImage>;

/** The Docker Engine as Berth sees it now. */
export const DockerState = z.object({
  status: z.enum(['connecting', 'available', 'unavailable']),
  /** Name of the docker context in use, and where it leads. */
  context: z.string(),
  host: z.string(),
  version: z.string().optional(),
  containers: z.array(Container),
  /** Newest first. */
  images: z.array(LocalImage).default([]),
  error: WireError.optional(),
});
export type DockerState = z.infer<typeof DockerState>;

/** A tag that Berth proposes, and why. */
export const TagProposal = z.object({ tag: z.string(), reason: z.string() });
export type TagProposal = z.infer<typeof TagProposal>;

/** What a person chooses when committing a container. */
export const CommitOptions = z.object({
  message: z.string().max(1024).optional(),
  author: z.string().max(256).optional(),
  /** Pause the container while its file system is read. */
  pause: z.boolean().default(true),
  labels: z.record(z.string().min(1), z.string()).default({}),
  /** Dockerfile instructions (CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD, USER, VOLUME, WORKDIR). */
  changes: z.array(z.string()).default([]),
});
export type CommitOptions = z.infer<typeof CommitOptions>;
