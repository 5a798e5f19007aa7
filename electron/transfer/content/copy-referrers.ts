/** Signatures, SBOMs and attestations follow the image that they refer to. */
import { AppError } from '../../../shared/errors';
import type { Descriptor, RawManifest } from '../../registry/content';
import { OCI_INDEX } from '../../registry/media-types';
import { fallbackTag, parseReferrers, referrersIndex } from '../../registry/referrers';
import { digestOf, type RegistryRepository } from '../../registry/registry-client';
import type { ProgressBoard } from '../progress-board';
import type { BlobLedger } from './blob-ledger';
import { copyBlobs } from './copy-content';
import { inParallel } from './in-parallel';
import { type Manifest, parseManifest } from './manifest';

export interface ReferrersCopy {
  source: RegistryRepository;
  target: RegistryRepository;
  /** What was copied: each of them may be referred to. */
  subjects: readonly Manifest[];
  /** Their referrers, where those were looked for while the image was on its way. */
  listed?: Promise<Referring[]>;
  mountFrom?: string;
  ledger: BlobLedger;
  board: ProgressBoard;
}

/** A signature of a signature is usual, more is not. */
const DEPTH = 3;
const AT_ONCE = 16;

/** One manifest that refers to another. */
export interface Referring {
  subject: string;
  descriptor: Descriptor;
  manifest: Manifest;
}

/** What refers to the subjects, each manifest once and none of the subjects themselves. */
export async function listReferrers(source: RegistryRepository, subjects: readonly string[], signal: AbortSignal, seen: Set<string> = new Set(subjects)): Promise<Referring[]> {
  const found: Referring[] = [];
  await inParallel({ items: subjects, limit: AT_ONCE, signal }, async (subject, stop) => {
    for (const descriptor of await source.referrers(subject, stop)) {
      if (seen.has(descriptor.digest)) continue;
      seen.add(descriptor.digest);
      found.push({ subject, descriptor, manifest: parseManifest(await source.manifest(descriptor.digest, stop)) });
    }
  });
  return found;
}

/** Copies what refers to the subjects, and what refers to that. Answers how many came over. */
export async function copyReferrers({ source, target, subjects, listed, mountFrom, ledger, board }: ReferrersCopy, signal: AbortSignal): Promise<number> {
  const seen = new Set(subjects.map(({ raw }) => raw.digest));
  let level = [...seen];
  let copied = 0;
  for (let depth = 0; level.length > 0 && depth < DEPTH; depth += 1) {
    const found = depth === 0 && listed !== undefined ? await listed : await listReferrers(source, level, signal, seen);
    for (const { descriptor } of found) seen.add(descriptor.digest);
    if (found.length === 0) break;
    await copyBlobs({ source, target, mountFrom, ledger, board }, found.map(({ manifest }) => manifest), signal);
    board.step('Writing signatures and attestations');
    // One after the other: those of one subject share a fallback tag.
    for (const referring of found) await putReferrer(target, referring, signal);
    copied += found.length;
    level = found.map(({ descriptor }) => descriptor.digest);
  }
  return copied;
}

/** A registry that does not say it keeps the list leaves that to whoever pushes. */
async function putReferrer(target: RegistryRepository, { subject, descriptor, manifest }: Referring, signal: AbortSignal): Promise<void> {
  const put = await target.putManifest(manifest.raw.digest, manifest.raw, signal);
  if (put.subject !== undefined) return;
  const tag = fallbackTag(subject);
  const known = await target.manifest(tag, signal).then(({ bytes }) => bytes, absent);
  const bytes = referrersIndex((known === undefined ? undefined : parseReferrers(known)) ?? [], descriptor);
  const index: RawManifest = { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes };
  await target.putManifest(tag, index, signal);
}

function absent(thrown: unknown): undefined {
  if (thrown instanceof AppError && thrown.code === 'image-not-found') return undefined;
  throw thrown;
}
