/** Why a build failed, from the engine's words; both builders, classified in this one place. */
import { AppError } from '../../../shared/errors';
import { dockerStreamError } from '../docker-errors';
import type { BuildEnd } from './follow-build';

export interface BuildFailure extends Pick<BuildEnd, 'failedStep' | 'lastLines'> {
  /** The engine's sentence. */
  message: string;
  dockerfile: string;
  target?: string | undefined;
}

/** A failure that the engine told in its answer. */
export function buildError({ message, dockerfile, target, failedStep, lastLines }: BuildFailure): AppError {
  const detail = [...lastLines, message].join('\n');
  const parse = /dockerfile parse error(?: on)? line (\d+): (.+?)\.?$/im.exec(message) ?? /parse error on line (\d+): (.+?)\.?$/im.exec(message);
  if (parse !== null) {
    return new AppError('file-malformed', `Line ${parse[1]} of ${dockerfile} cannot be read: ${parse[2]}.`, { hint: 'Correct the line, then build again.', detail });
  }
  if (/(?:file with no instructions|the Dockerfile \(.*\) cannot be empty|cannot be empty|no build stage in current context)/i.test(message)) {
    return new AppError('file-malformed', `${dockerfile} describes no image.`, { hint: 'It begins with FROM.', detail });
  }
  if (/target stage .* could not be found|failed to reach build target/i.test(message)) {
    return new AppError('invalid-input', `${dockerfile} has no stage ${target ?? ''}`.trimEnd() + '.', { hint: 'Choose a stage that it names with “AS”, or none.', detail });
  }
  if (/failed to read dockerfile|cannot locate specified dockerfile/i.test(message)) {
    return new AppError('file-not-found', `The folder has no ${dockerfile}.`, { hint: 'Name the Dockerfile of this folder.', detail });
  }
  const exit = /(?:exit code: |returned a non-zero code: )(\d+)/i.exec(message);
  if (exit !== null) {
    const command = failedStep ?? /running \[(.+?)\]:|process "(.+?)" did not|The command '(.+?)' returned/.exec(message)?.slice(1).find((each) => each !== undefined) ?? 'A step';
    return new AppError('docker-failed', `${command} failed with exit code ${exit[1]}.`, { hint: 'The output says why; the last lines are in the detail.', detail });
  }
  // After the command, whose own words may be anything.
  if (/excluded by \.dockerignore|failed to (?:compute cache key|calculate checksum).*not found|(?:COPY|ADD) failed.*(?:not found|no such file|does not exist)/is.test(message)) {
    const instruction = failedStep ?? 'The Dockerfile';
    return new AppError('file-not-found', `${instruction} asks for a file that is not sent.`, { hint: 'Either the folder does not have it, or .dockerignore leaves it out.', detail });
  }
  return baseImageError(`${message}\n${failedStep ?? ''}`, detail) ?? withDetail(dockerStreamError(message, { host: '', operation: 'build the image' }), detail);
}

/** Something thrown while the engine was asked: its refusal as an AppError, anything else as it is. */
export function buildRefused(thrown: unknown, about: { dockerfile: string; target?: string | undefined }): unknown {
  if (!(thrown instanceof Error) || !('statusCode' in thrown) || typeof thrown.statusCode !== 'number') return thrown;
  const message = thrown.message.replace(/^\(HTTP code \d+\) .*? - /, '').trim();
  return buildError({ ...about, message, lastLines: [] });
}

/** A base image that cannot be had. */
function baseImageError(message: string, detail: string): AppError | undefined {
  const image = imageIn(message);
  const named = image === undefined ? 'A base image' : `The base image ${image}`;
  if (/pull access denied|unauthorized|401|403 Forbidden|no basic auth|authorization failed|denied/i.test(message)) {
    return new AppError('registry-unauthorized', `${named} may not be pulled.`, { hint: 'Sign in to its registry, or check its name.', detail });
  }
  if (/manifest unknown|manifest for .* not found|: not found$|no match for platform|does not match the specified platform/im.test(message)) {
    return new AppError('image-not-found', `${named} is not there${/platform/i.test(message) ? ' for this platform' : ''}.`, { hint: 'Check its name and tag.', detail });
  }
  if (/dial tcp|no such host|connection refused|i\/o timeout|TLS handshake|Client\.Timeout/i.test(message)) {
    return new AppError('network', `${named} cannot be pulled: its registry cannot be reached.`, { hint: 'Check the network, then build again.', detail });
  }
  return undefined;
}

/** From the step that asks for it, from the address that was asked, or from the classic builder's sentence. */
function imageIn(message: string): string | undefined {
  const asked = /https?:\/\/([^/"\s]+)\/v2\/([^"\s]+)\/manifests\/([^"\s:]+(?::[0-9a-f]{64})?)/.exec(message);
  if (asked !== null) return `${asked[1]?.replace(/^registry-1\.docker\.io$/, 'docker.io')}/${asked[2]}${asked[3]?.startsWith('sha256:') === true ? '@' : ':'}${asked[3]}`;
  return /(?:load metadata for|source metadata for|pull access denied for|manifest for) ([\w./:@-]*\w)/.exec(message)?.[1];
}

function withDetail({ code, message, hint, cause }: AppError, detail: string): AppError {
  return new AppError(code, message, { detail, cause, ...(hint !== undefined && { hint }) });
}
