import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import type { BerthHome } from './berth-home';

/** The registry of a sandbox profile, reached past Berth: what another tool sees. */
export interface SandboxRegistry {
  /** HOST:PORT */
  readonly host: string;
  /** USER:PASSWORD, as skopeo wants it */
  readonly credentials: string;
}

/** Signs in to the sandbox of this home with the keys of its AWS files. */
export const sandboxRegistry = async (home: BerthHome, profile: string): Promise<SandboxRegistry> => {
  const read = async (name: string, section: string): Promise<(key: string) => string> => {
    const text = await readFile(join(home.berth, 'sandbox', name), 'utf8');
    const body = text.split(`[${section}]`)[1]?.split('\n[')[0] ?? '';
    return (key) => new RegExp(`^${key} = (.*)$`, 'm').exec(body)?.[1] ?? '';
  };
  const config = await read('config', `profile ${profile}`);
  const keys = await read('credentials', profile);
  const client = new ECRClient({
    region: config('region'),
    endpoint: config('endpoint_url'),
    credentials: { accessKeyId: keys('aws_access_key_id'), secretAccessKey: keys('aws_secret_access_key') },
  });
  const { authorizationData = [] } = await client.send(new GetAuthorizationTokenCommand({}));
  client.destroy();
  const { proxyEndpoint = '', authorizationToken = '' } = authorizationData[0] ?? {};
  return { host: proxyEndpoint.replace(/^https?:\/\//, ''), credentials: Buffer.from(authorizationToken, 'base64').toString() };
};
