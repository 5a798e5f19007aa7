/** Every failure of the Docker Engine, classified in this one place. */
import { AppError, describeThrown } from '../../shared/errors';
import { codeOf, registryError } from '../registry/registry-errors';

/** What was being done, so that the sentence can say it. */
export interface DockerFailureContext {
  /** Address of the engine. */
  host: string;
  /** “commit the container”, in the infinitive. */
  operation: string;
  container?: string;
  /** Local image that was named. */
  image?: string;
  /** Registry side of a push or pull. */
  registry?: { host: string; repository: string; reference?: string; action: 'pull' | 'push' };
}

/** Something thrown while speaking to the engine, as an AppError. */
export function dockerError(thrown: unknown, about: DockerFailureContext): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && (thrown.name === 'AbortError' || codeOf(thrown) === 'ABORT_ERR')) {
    return new AppError('cancelled', 'Cancelled.', { cause: thrown });
  }
  const status = statusOf(thrown);
  if (status === undefined) return connectionFailure(thrown, about);
  const words = wordsOf(thrown);
  if (status === 404 && about.container !== undefined) {
    return new AppError('container-not-found', `There is no container ${about.container}.`, { hint: 'It may have been removed; choose another.', cause: thrown });
  }
  if (status === 404 && about.image !== undefined) {
    return new AppError('local-image-not-found', `Docker has no image ${about.image}.`, { hint: 'See “docker images” for the names it has.', cause: thrown });
  }
  return dockerStreamError(words, about);
}

/** An error message that the engine put into its progress stream, or answered with. */
export function dockerStreamError(message: string, about: DockerFailureContext): AppError {
  if (/no space left on device/i.test(message)) {
    return new AppError('disk-full', 'The disk of Docker is full.', { hint: 'Free some space, for example with “docker system prune”.', detail: message });
  }
  if (/image does not exist locally|no such image/i.test(message)) {
    return new AppError('local-image-not-found', `Docker has no image ${about.image ?? ''}`.trimEnd() + '.', { hint: 'See “docker images” for the names it has.', detail: message });
  }
  const registry = about.registry;
  if (registry !== undefined) {
    const answer = registryAnswer(message);
    if (answer !== undefined) return registryError({ ...registry, ...answer });
    if (NETWORK.test(message)) {
      return new AppError('network', `Docker cannot reach ${registry.host}.`, { hint: 'Check the network and the host name, then try again.', detail: message });
    }
  }
  return new AppError('docker-failed', `Docker could not ${about.operation}.`, {
    hint: 'The detail says what Docker answered.',
    detail: message,
    // As `registryError` does: whoever explains the failure learns which registry it was about.
    ...(registry !== undefined && { cause: { ...registry, message } }),
  });
}

const NETWORK = /dial tcp|no such host|connection refused|connection reset|i\/o timeout|TLS handshake|unexpected EOF|^EOF$|Client\.Timeout|broken pipe/i;

/** moby writes a registry's code in lower case with spaces before its message: `name unknown: The repository …`. */
const CODES = ['name unknown', 'name invalid', 'manifest unknown', 'manifest invalid', 'blob unknown', 'tag invalid', 'digest invalid', 'size invalid', 'toomanyrequests', 'unauthorized', 'denied'];

function registryAnswer(message: string): { code: string; message: string } | undefined {
  const code = CODES.find((each) => new RegExp(`(^|: )${each}(:|$)`, 'i').test(message));
  if (code !== undefined) return { code: code.replace(/ /g, '_').toUpperCase(), message };
  if (/no basic auth credentials|authentication required|401 Unauthorized/i.test(message)) return { code: 'UNAUTHORIZED', message };
  if (/403 Forbidden|access (is|to the resource is) denied|token has expired/i.test(message)) return { code: 'DENIED', message };
  if (/manifest for .* not found|does not match the specified platform|no matching manifest/i.test(message)) return { code: 'MANIFEST_UNKNOWN', message };
  return undefined;
}

function connectionFailure(thrown: unknown, { host, operation }: DockerFailureContext): AppError {
  const code = codeOf(thrown);
  const fail = (message: string, hint: string): AppError =>
    new AppError('docker-unavailable', message, { hint, detail: describeThrown(thrown), cause: thrown });
  if (code === 'ENOENT') return fail(`No Docker Engine is at ${host}.`, 'Start Docker, or install it.');
  if (code === 'EACCES' || code === 'EPERM') {
    return fail(`You may not use the Docker Engine at ${host}.`, 'Add yourself to the docker group (sudo usermod -aG docker $USER) and log in again.');
  }
  if (code === 'ECONNREFUSED') return fail(`The Docker Engine at ${host} is not running.`, 'Start Docker.');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH') {
    return fail(`The Docker Engine at ${host} cannot be reached.`, 'Check the address of the docker context.');
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return fail(`Docker stopped before it could ${operation}.`, 'Start Docker and try again.');
  }
  return new AppError('docker-failed', `Docker could not ${operation}.`, { hint: 'The detail says why.', detail: describeThrown(thrown), cause: thrown });
}

function statusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('statusCode' in thrown)) return undefined;
  return typeof thrown.statusCode === 'number' ? thrown.statusCode : undefined;
}

/** The engine's own message, without dockerode's words around it. */
function wordsOf(thrown: unknown): string {
  const json = typeof thrown === 'object' && thrown !== null && 'json' in thrown ? thrown.json : undefined;
  if (typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string') return json.message;
  return thrown instanceof Error ? thrown.message.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim() : String(thrown);
}
