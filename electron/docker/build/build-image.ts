import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { AppError, toAppError } from '../../../shared/errors';
import { buildError, buildRefused } from './build-errors';
import type { BuildEvents } from './buildkit-output';
import { builderOf, type Builder } from './choose-builder';
import { dial } from './dial';
import { followBuild, type BuildEnd } from './follow-build';
import { openBuildSession, type BuildSession, type CredentialsOf } from './session/build-session';

/** One build, as the engine is asked for it. */
export interface EngineBuild {
  /** Identifies the build to the engine. */
  id: string;
  /** Makes the folder's tar; it is destroyed when the build ends early. */
  context: () => Readable;
  /** Within the tar. */
  dockerfile: string;
  target?: string | undefined;
  platform?: string | undefined;
  buildArgs: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  noCache: boolean;
  pull: boolean;
  /** Name for the image; without it it stays unnamed. */
  name?: string | undefined;
  /** Network of the steps; the engine's default one unless told. */
  network?: string | undefined;
  /** Sign-ins for base images. The classic builder must be told them beforehand: of `hosts` alone. */
  credentials: CredentialsOf;
  hosts: readonly string[];
}

export interface BuildOperation extends BuildEvents {
  signal: AbortSignal;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Builds, with BuildKit where the engine has it, and answers the image's id. The signal hangs up, whereupon the engine stops the steps.
 * @throws AppError `file-malformed` with the line of a Dockerfile, `docker-failed` with the step and its last lines, and others
 * (`build-errors.ts`). What the connection says is thrown as it is, for `DockerEngine.use` to classify.
 */
export async function buildImage(docker: Docker, build: EngineBuild, operation: BuildOperation): Promise<{ imageId: string; builder: Builder }> {
  const { signal, env } = operation;
  const about = { dockerfile: build.dockerfile, target: build.target };
  let session: BuildSession | undefined;
  let context: Readable | undefined;
  let contextProblem: unknown;
  let answer: Readable | undefined;
  const hangUp = (): void => {
    answer?.destroy();
    context?.destroy();
    session?.close();
  };
  signal.addEventListener('abort', hangUp);
  try {
    stopIfAborted(signal);
    const builder = await builderOf(docker, env);
    if (builder === 'buildkit') session = await openBuildSession(docker, { id: build.id, credentials: build.credentials });
    const registries = builder === 'classic' ? await signIns(build) : undefined;
    stopIfAborted(signal);
    context = build.context();
    context.on('error', (thrown) => (contextProblem ??= thrown));
    answer = (await dial(docker, {
      path: '/build?',
      method: 'POST',
      file: context,
      options: queryOf(build, session),
      ...(registries !== undefined && { registryconfig: registries }),
      isStream: true,
      abortSignal: signal,
      statusCodes: { 200: true },
    })) as Readable;
    const end = await followBuild(answer, operation);
    stopIfAborted(signal);
    return { imageId: imageOf(end, build, session), builder };
  } catch (thrown) {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
    // A file that cannot be sent breaks the connection: the file is what matters.
    throw contextProblem ?? buildRefused(thrown, about);
  } finally {
    signal.removeEventListener('abort', hangUp);
    hangUp();
  }
}

function imageOf(end: BuildEnd, { dockerfile, target }: EngineBuild, session: BuildSession | undefined): string {
  if (end.error !== undefined) {
    const failure = buildError({ ...end, message: end.error, dockerfile, target });
    // Who could not sign in is told that, not that a base image is missing.
    const problem = session?.problem();
    const isSignIn = failure.code === 'registry-unauthorized' || failure.code === 'image-not-found';
    throw isSignIn && problem !== undefined ? toAppError(problem) : failure;
  }
  if (end.imageId === undefined) throw new AppError('docker-failed', 'Docker did not say which image it built.', { hint: 'Build again.', detail: end.lastLines.join('\n') });
  return end.imageId;
}

/** The parameters of `POST /build` (Engine API); maps travel as JSON. */
function queryOf(build: EngineBuild, session: BuildSession | undefined): Record<string, unknown> {
  const { id, dockerfile, target, platform, buildArgs, labels, noCache, pull, name, network } = build;
  return {
    dockerfile,
    buildargs: JSON.stringify(buildArgs),
    labels: JSON.stringify(labels),
    // Containers of steps go, whether a step failed or not.
    rm: 1,
    forcerm: 1,
    ...(target !== undefined && { target }),
    ...(platform !== undefined && { platform }),
    ...(noCache && { nocache: 1 }),
    ...(pull && { pull: 1 }),
    ...(name !== undefined && { t: name }),
    ...(network !== undefined && { networkmode: network }),
    ...(session !== undefined && { version: 2, session: session.id, buildid: id }),
  };
}

/** `X-Registry-Config`, in the alphabet for addresses: moby reads no other. */
async function signIns({ hosts, credentials }: EngineBuild): Promise<{ base64: string } | undefined> {
  const found: Record<string, { username: string; password: string }> = {};
  for (const host of hosts) {
    // A base image that needs none is pulled all the same; one that needs it fails with the engine's words.
    const known = await credentials(host).catch(() => undefined);
    if (known !== undefined) found[host === 'docker.io' ? 'https://index.docker.io/v1/' : host] = known;
  }
  if (Object.keys(found).length === 0) return undefined;
  return { base64: Buffer.from(JSON.stringify(found)).toString('base64').replace(/\+/g, '-').replace(/\//g, '_') };
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
}
