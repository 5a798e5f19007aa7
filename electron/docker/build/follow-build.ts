import type { Readable } from 'node:stream';
import { afterDockerLine, noDockerProgress } from '../../../shared/docker/progress';
import { buildLines } from './build-lines';
import { BuildkitOutput, type BuildEvents } from './buildkit-output';
import { parseBuildkitStatus } from './buildkit-status';

/** How a build ended, as the engine tells it. */
export interface BuildEnd {
  /** `sha256:…` of the image's config; of the last stage, the last one that is said. */
  imageId?: string;
  /** The engine's error, which arrives after HTTP 200. */
  error?: string;
  /** Step that failed, where it is known. */
  failedStep?: string;
  /** The last lines that were printed, for the error. */
  lastLines: string[];
}

const LAST = 20;
const IMAGE_ID = /^sha256:[0-9a-f]{64}$/;
/** Classic builder: `Step 3/7 : RUN npm ci`. */
const STEP = /^Step (\d+\/\d+) : (.+)$/m;
// Colours of the classic builder (red for what went to the standard error).
const COLOURS = /\u001b\[[0-9;]*m/g;

/** Reads the answer to a build to its end; a line that says an error ends it. */
export async function followBuild(stream: Readable, events: BuildEvents): Promise<BuildEnd> {
  const lastLines: string[] = [];
  const output = (text: string): void => {
    lastLines.push(...text.split('\n').filter((line) => line.trim() !== ''));
    lastLines.splice(0, lastLines.length - LAST);
    events.output(text);
  };
  const buildkit = new BuildkitOutput({ ...events, output });
  let pulled = noDockerProgress;
  let imageId: string | undefined;
  let classicStep: string | undefined;
  for await (const line of buildLines(stream)) {
    const error = line.errorDetail?.message ?? line.error;
    if (error !== undefined) {
      const failedStep = buildkit.failedStep() ?? classicStep;
      return { error, lastLines, ...(failedStep !== undefined && { failedStep }) };
    }
    if (line.id === 'moby.buildkit.trace' && typeof line.aux === 'string') trace(buildkit, line.aux);
    else if (typeof line.aux === 'object' && IMAGE_ID.test(line.aux?.ID ?? '')) imageId = line.aux?.ID;
    else if (line.stream !== undefined) {
      const text = line.stream.replace(COLOURS, '');
      const step = STEP.exec(text);
      if (step !== null) events.step((classicStep = `[${step[1]}] ${step[2]}`));
      output(text);
    } else if (line.status !== undefined) {
      const { id, status, progressDetail } = line;
      pulled = afterDockerLine(pulled, { status, ...(id !== undefined && { id }), ...(progressDetail && { progressDetail }) });
      events.parts(pulled.parts);
    }
  }
  return { lastLines, ...(imageId !== undefined && { imageId }) };
}

/** A report that cannot be read is passed over: it is there to be shown, the end of the build does not hang on it. */
function trace(output: BuildkitOutput, base64: string): void {
  try {
    output.add(parseBuildkitStatus(Buffer.from(base64, 'base64')));
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
}
