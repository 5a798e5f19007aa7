import { join } from 'node:path';
import { baseImages } from '../../../shared/docker/dockerfile';
import { parseImageReference, type ImageReference } from '../../../shared/ecr/image-reference';
import { AppError } from '../../../shared/errors';
import { labelsFromGit } from '../../../shared/git/labels-from-git';
import type { JobOutcome } from '../../../shared/model/moving/job';
import type { BuildImage, GitState } from '../../../shared/model/moving/push-source';
import type { DockerEngine } from '../../docker/docker-engine';
import { buildImage } from '../../docker/build/build-image';
import type { RegistryAccess, TransferContext, TransferDocker } from '../ports';
import { ProgressBoard } from '../progress-board';
import { buildContext } from './build-context';
import { SecretMask } from './mask-secrets';
import { readText } from './read-text';

export interface BuildPorts {
  docker: Pick<TransferDocker, 'inspectImage' | 'removeImage'> & Pick<DockerEngine, 'use'>;
  /** Sends a local image to a registry, and names nothing. */
  send: (push: { image: string; reference: ImageReference; profile?: string }, context: TransferContext) => Promise<JobOutcome>;
  access: RegistryAccess;
  gitState: (folder: string) => Promise<GitState | undefined>;
  newId: () => string;
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** Network of a build's steps where it is not the engine's usual one. */
  network?: string;
}

export interface BuildContext extends TransferContext {
  output?: (text: string) => void;
}

/**
 * Builds a folder with the local Docker, then pushes the image to `reference`, if one is given. Labels from git are filled in below the
 * given ones, unless they are not wanted; one given as empty is left out. The image keeps a local name only as `localName`: otherwise it goes when it is pushed,
 * and when it is not. @throws AppError: what the build says (`build-errors.ts`), what the push says.
 */
export async function buildAndPush(ports: BuildPorts, input: Omit<BuildImage, 'createRepository'>, context: BuildContext): Promise<JobOutcome> {
  const mask = new SecretMask(input.buildArgs);
  try {
    const imageId = await build(ports, input, { ...context, output: (text) => context.output?.(mask.text(text)) });
    const { reference, localName, profile } = input;
    if (reference === undefined) return { reference: localName ?? imageId };
    const isUnnamed = (await ports.docker.inspectImage(imageId)).tags.length === 0;
    try {
      return await ports.send({ image: imageId, reference: parseImageReference(reference), ...(profile !== undefined && { profile }) }, context);
    } finally {
      // It was there for the push alone. Its layers stay in the build cache; a push that worked is not to fail over it.
      if (isUnnamed) await ports.docker.removeImage(imageId, { prune: false }).catch(() => undefined);
    }
  } catch (thrown) {
    throw mask.failure(thrown);
  }
}

async function build(ports: BuildPorts, input: Omit<BuildImage, 'createRepository'>, { signal, report, output }: BuildContext): Promise<string> {
  const { docker, access, gitState, newId, env, platform, network } = ports;
  const { folder, dockerfile = 'Dockerfile', target, buildArgs, noCache, pull, localName, profile } = input;
  const board = new ProgressBoard(report);
  board.step('Reading the folder');
  const [text, git] = await Promise.all([dockerfileText(folder, dockerfile), input.gitLabels ? gitState(folder) : undefined]);
  const given = { ...(git === undefined ? {} : labelsFromGit(git)), ...input.labels };
  const labels = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const request = {
    id: newId(),
    context: () => buildContext({ folder, dockerfile, platform }),
    dockerfile,
    target,
    platform: input.platform,
    buildArgs,
    labels,
    noCache,
    pull,
    name: localName,
    network,
    // The profile is for the registry that is pushed to; another one has an identity of its own.
    credentials: (host: string) => access.credentials(host, input.reference !== undefined && parseImageReference(input.reference).host === host ? profile : undefined),
    hosts: [...new Set(baseImages(text, buildArgs).flatMap(hostOf))],
  };
  board.step('Building');
  const events = {
    output: (text: string) => output?.(text),
    step: (name: string) => board.step(name),
    parts: (parts: Parameters<ProgressBoard['replace']>[0]) => board.replace(parts),
  };
  const { imageId } = await docker.use({ operation: 'build the image' }, (client) => buildImage(client, request, { ...events, signal, env }));
  return imageId;
}

/** Read here too, so that a missing one is said before anything is sent. */
async function dockerfileText(folder: string, dockerfile: string): Promise<string> {
  const text = await readText(join(folder, dockerfile));
  if (text === undefined) throw new AppError('file-not-found', `${folder} has no ${dockerfile}.`, { hint: 'Name the Dockerfile of this folder.' });
  return text;
}

const hostOf = (image: string): string[] => {
  try {
    return [parseImageReference(image).host];
  } catch {
    return [];
  }
};
