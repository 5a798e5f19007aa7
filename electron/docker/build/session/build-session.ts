/** BuildKit's session: a connection on which the engine asks for sign-ins, and by whose end it knows that we are gone. */
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { RegistryCredentials } from '../../docker-engine';
import { dial } from '../dial';
import { serveCalls, type Call } from './call-server';
import { fieldsOf, textMessage } from './wire';

/** What Docker presents to a registry; undefined for an anonymous visit. */
export type CredentialsOf = (host: string) => Promise<RegistryCredentials | undefined>;

export interface BuildSession {
  id: string;
  /** Why a sign-in could not be had, where the engine asked for one. */
  problem(): unknown;
  close(): void;
}

const CREDENTIALS = '/moby.filesync.v1.Auth/Credentials';
const HEALTH = '/grpc.health.v1.Health/Check';
/** `status: SERVING`. The engine asks every second, and gives up a session that does not answer. */
const SERVING = Buffer.from([0x08, 0x01]);
/** Docker Hub under the name that the engine asks for. */
const HUB: readonly string[] = ['registry-1.docker.io', 'index.docker.io', 'https://index.docker.io/v1/'];

/** Each registry is told its own sign-in only, unlike dockerode's session, which would hand one to whoever asks. @throws what the connection says. */
export async function openBuildSession(docker: Docker, { id, credentials }: { id: string; credentials: CredentialsOf }): Promise<BuildSession> {
  let problem: unknown;
  const calls = new Map<string, Call>([
    [HEALTH, () => Promise.resolve(SERVING)],
    [CREDENTIALS, async (request) => {
      const host = hostOf(request);
      const found = await credentials(host).catch((thrown: unknown) => {
        problem ??= thrown;
        return undefined;
      });
      return found === undefined ? textMessage([]) : textMessage([found.username, found.password]);
    }],
  ]);
  const headers = {
    Upgrade: 'h2c',
    'X-Docker-Expose-Session-Uuid': id,
    'X-Docker-Expose-Session-Name': 'berth',
    'X-Docker-Expose-Session-Sharedkey': '',
    'X-Docker-Expose-Session-Grpc-Method': [...calls.keys()],
  };
  const connection = (await dial(docker, { path: '/session', method: 'POST', hijack: true, headers, statusCodes: { 200: true } })) as Duplex;
  const close = serveCalls(connection, calls);
  return { id, problem: () => problem, close };
}

function hostOf(request: Buffer): string {
  const host = [...fieldsOf(request)].find(({ id }) => id === 1)?.bytes.toString() ?? '';
  return HUB.includes(host) ? 'docker.io' : host;
}
