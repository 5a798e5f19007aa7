import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type Docker from 'dockerode';
import { dial } from './dial';

export type Builder = 'buildkit' | 'classic';

/**
 * Which builder an engine is asked for, from what `/_ping` says. BuildKit wherever Docker has it on Linux: since API 1.39, unless the
 * engine is told otherwise (`Builder-Version: 1`; engines before 23.0 say nothing at all) or the person is (`DOCKER_BUILDKIT=0`).
 * Podman builds by itself, behind the classic request.
 */
export function chooseBuilder(ping: IncomingHttpHeaders, env: Readonly<Record<string, string | undefined>>): Builder {
  if (/^(0|false)$/i.test(env.DOCKER_BUILDKIT ?? '')) return 'classic';
  if (ping.ostype === 'windows' || ping['libpod-api-version'] !== undefined || String(ping.server).startsWith('Libpod')) return 'classic';
  if (ping['builder-version'] === '1') return 'classic';
  const [major, minor] = String(ping['api-version']).split('.').map(Number);
  return Number(major) > 1 || Number(minor) >= 39 ? 'buildkit' : 'classic';
}

/** Asks the engine. @throws the modem's errors. */
export async function builderOf(docker: Docker, env: Readonly<Record<string, string | undefined>>): Promise<Builder> {
  const answer = (await dial(docker, { path: '/_ping', method: 'GET', isStream: true, statusCodes: { 200: true } })) as IncomingMessage;
  answer.resume();
  return chooseBuilder(answer.headers, env);
}
