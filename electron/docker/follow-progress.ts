import type { Readable } from 'node:stream';
import { afterDockerLine, noDockerProgress, type DockerProgress } from '../../shared/docker/progress';
import { AppError } from '../../shared/errors';
import type { JobPart } from '../../shared/model/moving/job';
import { dockerError, dockerStreamError, type DockerFailureContext } from './docker-errors';
import { progressLines } from './docker-stream';

interface Followed {
  open: () => Promise<NodeJS.ReadableStream>;
  signal: AbortSignal;
  onProgress: ((parts: readonly JobPart[]) => void) | undefined;
  context: DockerFailureContext;
}

/**
 * Reads one progress stream to its end and answers what it said. The signal hangs up, which cancels in the engine.
 * @throws AppError for an error in the stream (which arrives after HTTP 200), a broken connection, a cancel.
 */
export async function followProgress({ open, signal, onProgress, context }: Followed): Promise<DockerProgress> {
  let progress = noDockerProgress;
  let stream: Readable | undefined;
  const hangUp = (): void => {
    stream?.destroy();
  };
  signal.addEventListener('abort', hangUp);
  try {
    if (signal.aborted) throw cancelled();
    stream = (await open()) as Readable;
    for await (const line of progressLines(stream)) {
      progress = afterDockerLine(progress, line);
      if (progress.error !== undefined) throw dockerStreamError(progress.error, context);
      onProgress?.(progress.parts);
    }
    if (signal.aborted) throw cancelled();
    return progress;
  } catch (thrown) {
    throw signal.aborted ? cancelled() : dockerError(thrown, context);
  } finally {
    signal.removeEventListener('abort', hangUp);
    stream?.destroy();
  }
}

const cancelled = (): AppError => new AppError('cancelled', 'Cancelled.');
