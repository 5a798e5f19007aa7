/** Starting a container of an image that is in the local Docker. */
import { z } from 'zod';

export const PublishedPort = z.object({
  container: z.number().int().min(1).max(65_535),
  /** 0 lets Docker choose. */
  host: z.number().int().min(0).max(65_535),
  protocol: z.enum(['tcp', 'udp', 'sctp']).default('tcp'),
});
export type PublishedPort = z.infer<typeof PublishedPort>;

/** Environment values may be secret: this is never journalled. Ports are published on 127.0.0.1 unless `everywhere`. */
export const RunImage = z.object({
  image: z.string().min(1),
  name: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, 'A container name begins with a letter or digit; then letters, digits, “_”, “.” and “-”.').optional(),
  ports: z.array(PublishedPort).max(100).default([]),
  everywhere: z.boolean().default(false),
  env: z.record(z.string().min(1), z.string()).default({}),
  /** Instead of the image's own command. */
  command: z.array(z.string()).default([]),
  /** Remove the container when it ends. */
  remove: z.boolean().default(false),
});
export type RunImage = z.infer<typeof RunImage>;

/** A container that runs now. `ports` as Docker published them, with the host ports that it chose. */
export const StartedContainer = z.object({ containerId: z.string(), name: z.string(), ports: z.array(PublishedPort).optional() });
export type StartedContainer = z.infer<typeof StartedContainer>;

/** What an image says of itself that a person fills in to run it. */
export const RunDefaults = z.object({
  /** False: pull it first. */
  present: z.boolean(),
  exposed: z.array(z.object({ port: z.number(), protocol: z.enum(['tcp', 'udp', 'sctp']) })),
  env: z.array(z.string()),
  command: z.array(z.string()),
});
export type RunDefaults = z.infer<typeof RunDefaults>;
