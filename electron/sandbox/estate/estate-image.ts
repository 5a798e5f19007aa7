/** Images of the estate: manifests are real, and have the digests they say; only their layers are nowhere. */
import { createHash } from 'node:crypto';
import type { Estate, EstateRepository } from './estate';
import { inventedDigest, mix, oneOf, share } from './random';

export interface EstateImage {
  digest: string;
  manifest: string;
  mediaType: string;
  artifactMediaType?: string;
  tags: string[];
  sizeBytes: number;
  /** Epoch milliseconds, as below. */
  pushedAt: number;
  lastPulledAt?: number;
  scannedAt?: number;
  /** Findings by severity, where it was scanned. */
  findings?: Record<string, number>;
  platforms: string[];
  /** Digest of the index that it is a part of. */
  childOf?: string;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const HELM_CONFIG = 'application/vnd.cncf.helm.config.v1+json';
const HELM_LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const DAY = 24 * 60 * 60 * 1000;
const MB = 1_000_000;

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const configOf = (architecture: string): { text: string; digest: string } => {
  const text = JSON.stringify({
    architecture, os: 'linux',
    config: { Env: ['PATH=/usr/local/bin:/usr/bin:/bin'], Cmd: ['/srv/run'], Labels: { 'org.opencontainers.image.vendor': 'Berth sandbox' } },
    rootfs: { type: 'layers', diff_ids: [] },
  });
  return { text, digest: sha256(text) };
};

/** The configs that all images share, by architecture; the sandbox serves them. */
export const CONFIGS = { amd64: configOf('amd64'), arm64: configOf('arm64') };
type Architecture = keyof typeof CONFIGS;

/** What all images of a repository have in common. */
interface Manner {
  kind: 'single' | 'multi' | 'helm';
  /** Epoch milliseconds of the newest push, and milliseconds between two. */
  newest: number;
  every: number;
  isScanned: boolean;
  base: number;
  /** Bytes of its own layers, about. */
  own: number;
}

function mannerOf({ options: { seed, now } }: Estate, { number }: EstateRepository): Manner {
  const activity = share(seed, number, 1);
  const idle = activity < 0.25 ? share(seed, number, 2) * 3 : activity < 0.7 ? share(seed, number, 2) * 90 : 90 + share(seed, number, 2) * 900;
  const kind = share(seed, number, 3);
  return {
    kind: kind < 0.3 ? 'multi' : kind < 0.95 ? 'single' : 'helm',
    newest: now - Math.round(idle * DAY),
    every: Math.round((0.2 + 12 * share(seed, number, 4)) * DAY),
    isScanned: share(seed, number, 5) < 0.6,
    base: mix(seed, number, 6) % 24,
    own: Math.round((2 + 120 * share(seed, number, 7) ** 2) * MB),
  };
}

/** Images of a repository, newest first: an index comes before its parts. */
export function* imagesOf(estate: Estate, repository: EstateRepository): Generator<EstateImage, void, void> {
  const manner = mannerOf(estate, repository);
  let left = repository.images;
  for (let release = 0; left > 0; release += 1) {
    const made = manner.kind === 'multi' && left >= 3 ? multiPlatform(estate, repository, { manner, release }) : [single(estate, repository, { manner, release })];
    left -= made.length;
    yield* made;
  }
}

interface Release {
  manner: Manner;
  /** 0 is the newest. */
  release: number;
}

function multiPlatform(estate: Estate, repository: EstateRepository, { manner, release }: Release): EstateImage[] {
  const parts = (['amd64', 'arm64'] as const).map((architecture) => bareImage(estate, repository, { manner, release, architecture }));
  const manifest = JSON.stringify({
    schemaVersion: 2, mediaType: INDEX,
    manifests: parts.map((part, at) => ({
      mediaType: MANIFEST, digest: part.digest, size: part.manifest.length, platform: { os: 'linux', architecture: at === 0 ? 'amd64' : 'arm64' },
    })),
  });
  const digest = sha256(manifest);
  const facts = factsOf(estate, repository, { manner, release });
  const index: EstateImage = {
    digest, manifest, mediaType: INDEX, ...facts,
    tags: tagsOf(estate, repository, release),
    sizeBytes: Math.max(...parts.map(({ sizeBytes }) => sizeBytes)),
    platforms: ['linux/amd64', 'linux/arm64'],
  };
  delete index.findings;
  delete index.scannedAt;
  return [index, ...parts.map((part) => ({ ...part, ...facts, tags: [], childOf: digest }))];
}

function single(estate: Estate, repository: EstateRepository, of: Release): EstateImage {
  const architecture = share(estate.options.seed, repository.number, 8) < 0.85 ? 'amd64' : 'arm64';
  return { ...bareImage(estate, repository, { ...of, architecture }), ...factsOf(estate, repository, of), tags: tagsOf(estate, repository, of.release) };
}

type BareImage = Pick<EstateImage, 'digest' | 'manifest' | 'mediaType' | 'artifactMediaType' | 'sizeBytes' | 'platforms'>;

function bareImage(estate: Estate, { number }: EstateRepository, { manner, release, architecture }: Release & { architecture: Architecture }): BareImage {
  const { seed } = estate.options;
  const isHelm = manner.kind === 'helm';
  const config = CONFIGS[architecture];
  const turn = architecture === 'amd64' ? 0 : 1;
  // The base changes every few releases and is shared across repositories; dependencies now and then; the program always.
  const base = { digest: inventedDigest(seed + turn, manner.base * 1000 + Math.floor(release / 12)), size: 25 * MB + manner.base * 3 * MB };
  const dependencies = { digest: inventedDigest(seed + 2 + turn, number * 4096 + Math.floor(release / 4)), size: Math.round(manner.own * 0.8) };
  const program = { digest: inventedDigest(seed + 4 + turn, number * 4096 + release + 1), size: Math.round(manner.own * (0.1 + 0.2 * share(seed, number, release, 9))) };
  const layers = isHelm ? [{ ...program, size: 4_000 + (program.size % 40_000) }] : [base, dependencies, program];
  const manifest = JSON.stringify({
    schemaVersion: 2, mediaType: MANIFEST,
    config: { mediaType: isHelm ? HELM_CONFIG : CONFIG, digest: config.digest, size: config.text.length },
    layers: layers.map(({ digest, size }) => ({ mediaType: isHelm ? HELM_LAYER : LAYER, digest, size })),
  });
  return {
    digest: sha256(manifest), manifest, mediaType: MANIFEST,
    ...(isHelm && { artifactMediaType: HELM_CONFIG }),
    sizeBytes: config.text.length + layers.reduce((sum, { size }) => sum + size, 0),
    platforms: isHelm ? [] : [`linux/${architecture}`],
  };
}

function tagsOf({ options: { seed } }: Estate, { number }: EstateRepository, release: number): string[] {
  if (release > 0 && share(seed, number, release, 10) < 0.22) return [];
  const age = 400 - release;
  const version = `${1 + (mix(seed, number, 11) % 6)}.${Math.floor(age / 20)}.${age % 20}`;
  const commit = `sha-${inventedDigest(number, release).slice(7, 15)}`;
  const style = mix(seed, number, 12) % 3;
  const tag = age < 0 ? `build-${release}` : style === 0 ? `v${version}` : style === 1 ? version : `main-${age}`;
  return [tag, ...(release === 0 ? ['latest'] : []), ...(release % 3 === 0 ? [commit] : [])];
}

function factsOf({ options: { seed, now } }: Estate, { number }: EstateRepository, { manner, release }: Release): Pick<EstateImage, 'pushedAt' | 'lastPulledAt' | 'scannedAt' | 'findings'> {
  const pushedAt = manner.newest - release * manner.every;
  const wasPulled = share(seed, number, release, 13) < (release < 3 ? 0.9 : 0.35);
  const scale = manner.isScanned ? 1 + Math.min(release, 20) : 0;
  const count = (severity: number, most: number): number => Math.floor(share(seed, number, release, 14, severity) * most * (0.2 + scale / 20));
  const findings = { CRITICAL: count(1, 2), HIGH: count(2, 8), MEDIUM: count(3, 30), LOW: count(4, 60), INFORMATIONAL: count(5, 4) };
  return {
    pushedAt,
    ...(wasPulled && { lastPulledAt: Math.round(pushedAt + (now - pushedAt) * share(seed, number, release, 15) ** (release < 3 ? 0.3 : 3)) }),
    ...(manner.isScanned && manner.kind !== 'helm' && {
      scannedAt: pushedAt + 60_000,
      findings: Object.fromEntries(Object.entries(findings).filter(([, found]) => found > 0)),
    }),
  };
}

/** Settings of a repository, as its owners chose them. */
export function settingsOf({ options: { seed, now } }: Estate, { number }: EstateRepository) {
  const tags: Record<string, string> = { team: oneOf(['core', 'web', 'data', 'sre'], seed, number, 20), stage: oneOf(['production', 'staging', 'test'], seed, number, 21) };
  return {
    createdAt: now - Math.round((30 + share(seed, number, 16) * 1500) * DAY),
    mutability: share(seed, number, 17) < 0.3 ? 'IMMUTABLE' : 'MUTABLE',
    scanOnPush: share(seed, number, 5) < 0.6,
    encryptionType: share(seed, number, 18) < 0.1 ? 'KMS' : 'AES256',
    resourceTags: share(seed, number, 19) < 0.5 ? {} : tags,
  };
}
