import { resolve } from 'node:path';
import type { z } from 'zod';
import { formatImageReference, parseImageReference } from '../../shared/ecr/image-reference';
import { BulkJob } from '../../shared/model/bulk/bulk';
import { BuildImage, PushArchive, PushContainer, PushImage } from '../../shared/model/moving/push-source';
import type { RepositoryKey } from '../../shared/model/repository';
import { SyncRepository } from '../../shared/model/moving/sync';
import { CopyImage, ExportImage, PullImage } from '../../shared/model/moving/transfer';
import type { JobClaims } from '../jobs/job-kinds';

export interface TransferClaimsPorts {
  /** Registry host of a profile in a region, as far as it is known without asking. */
  hostOf: (key: RepositoryKey) => string | undefined;
}

/** What each kind of transfer writes: where it pushes to, the name it gets in the local Docker, its file. */
export function transferClaims({ hostOf }: TransferClaimsPorts): JobClaims {
  return {
    copy: claims(CopyImage, ({ from, to }) => [imageName(to, parseImageReference(from).tag)]),
    pull: claims(PullImage, ({ reference }) => [imageName(reference)]),
    export: claims(ExportImage, ({ file }) => [`file ${resolve(file)}`]),
    'push-container': claims(PushContainer, ({ target, tag }) => [`${hostOf(target) ?? `${target.profile} ${target.region}`}/${target.name}:${tag}`]),
    'push-image': claims(PushImage, ({ reference }) => [imageName(reference)]),
    'push-archive': claims(PushArchive, ({ reference }) => [imageName(reference)]),
    build: claims(BuildImage, ({ reference, localName }) => [reference, localName].flatMap((name) => (name === undefined ? [] : [imageName(name)]))),
    // Two of them never run at once: their places are named only as far as they are few.
    change: claims(BulkJob, ({ places }) => ['changes of many', ...places]),
    sync: claims(SyncRepository, ({ to }) => [repositoryName(to)]),
  };
}

/** Input that does not fit, or names no image, writes nothing: its job fails before it does anything. */
function claims<S extends z.ZodType>(schema: S, of: (input: z.output<S>) => string[]): (input: unknown) => string[] {
  return (input) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success) return [];
    try {
      return of(parsed.data);
    } catch {
      return [];
    }
  };
}

/** In one spelling: `alpine` and `docker.io/library/alpine:latest` are the same name. */
function imageName(text: string, otherwise = 'latest'): string {
  const { host, repository, tag, digest } = parseImageReference(text);
  return formatImageReference(tag === undefined && digest !== undefined ? { host, repository, digest } : { host, repository, tag: tag ?? otherwise });
}

function repositoryName(text: string): string {
  const { host, repository } = parseImageReference(text);
  return `${host}/${repository}`;
}
