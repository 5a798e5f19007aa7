import { randomBytes } from 'node:crypto';
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { OCI_MANIFEST } from '../../electron/registry/media-types';
import { digestOf, RegistryClient, type RegistryRepository } from '../../electron/registry/registry-client';
import type { Authorization } from '../../electron/registry/registry-session';
import { WireTransport } from '../../electron/registry/wire/wire-transport';
import { PROFILE, REGION, sandboxRepositories } from '../ecr/tags/sandbox-repository';
import { requires } from '../support/capabilities';
import { S3_HOST, startEcrCloud, type EcrCloud } from '../support/ecr-cloud';

const never = new AbortController().signal;
const ID = '123456789012';
const HOSTS = [
  `${ID}.dkr.ecr.eu-central-1.amazonaws.com`,
  `${ID}.dkr.ecr.cn-north-1.amazonaws.com.cn`,
  `${ID}.dkr.ecr.us-gov-west-1.amazonaws.com`,
  `${ID}.dkr.ecr-fips.us-east-1.amazonaws.com`,
  `${ID}.dkr-ecr.eu-central-1.on.aws`,
  `${ID}.dkr-ecr-fips.us-east-1.on.aws`,
  `${ID}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn`,
  `${ID}.dkr.ecr.eusc-de-east-1.amazonaws.eu`,
  `${ID}.dkr.ecr.us-iso-east-1.c2s.ic.gov`,
];
const HOST = HOSTS[0] as string;
/** A token of ECR's that is none any more. */
const OLD = Buffer.from('AWS:of-yesterday').toString('base64');

requires('openssl').describe('ECR’s own host names over TLS', () => {
  let around: Awaited<ReturnType<typeof sandboxRepositories>>;
  let cloud: EcrCloud;
  let token = '';
  const open: { close(): void }[] = [];
  const layer = randomBytes(90_000);
  const blob = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf(layer), size: layer.length };

  beforeAll(async () => {
    around = await sandboxRepositories();
    await around.create('team/app');
    const answer = await (await around.clients.ecr(PROFILE, REGION)).send(new GetAuthorizationTokenCommand({}));
    token = answer.authorizationData?.[0]?.authorizationToken ?? '';
    cloud = await startEcrCloud({ registry: around.host, authorization: `Basic ${token}`, hosts: HOSTS });
  });
  afterEach(() => {
    for (const each of open.splice(0)) each.close();
    cloud.instead = undefined;
    cloud.requests.length = 0;
  });
  afterAll(async () => {
    await cloud.close();
    await around.close();
  });

  const waits: number[] = [];
  const repositoryAt = (host: string, { authorization = async () => token, env = cloud.env }: { authorization?: Authorization; env?: Readonly<Record<string, string>> } = {}): RegistryRepository => {
    const transport = new WireTransport({ env, idleWithin: 5000 });
    open.push(transport);
    waits.length = 0;
    return new RegistryClient({ host, transport, authorization, sleep: async (ms) => void waits.push(ms), random: () => 0 }).repository('team/app');
  };
  const push = async (repository: RegistryRepository, tag: string): Promise<string> => {
    await repository.uploadBlob({ descriptor: blob, send: async (sink) => sink(layer), signal: never });
    const config = Buffer.from('{"os":"linux","architecture":"amd64"}');
    const about = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(config), size: config.length };
    await repository.uploadBlob({ descriptor: about, send: async (sink) => sink(config), signal: never });
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config: about, layers: [blob] }));
    await repository.putManifest(tag, { bytes, digest: digestOf(bytes), mediaType: OCI_MANIFEST }, never);
    return digestOf(bytes);
  };
  const pull = async (repository: RegistryRepository): Promise<string> => {
    const parts: Buffer[] = [];
    await repository.read(blob, (bytes) => void parts.push(Buffer.from(bytes)), { signal: never });
    return digestOf(Buffer.concat(parts));
  };
  const expired = (response: Parameters<NonNullable<EcrCloud['instead']>>[1]): true => {
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [{ code: 'DENIED', message: 'Your authorization token has expired. Reauthenticate and try again.' }] }));
    return true;
  };

  test.each(HOSTS)('%s takes a push and gives it back, and S3 never sees the sign-in', async (host) => {
    const repository = repositoryAt(host);
    const digest = await push(repository, 'v1');
    expect((await repository.manifest('v1', never)).digest).toBe(digest);
    expect(await pull(repository)).toBe(blob.digest);
    const [registry, storage] = [cloud.requests.filter((each) => each.host === host), cloud.requests.filter((each) => each.host === S3_HOST)];
    expect(registry.length + storage.length).toBe(cloud.requests.length);
    expect(new Set(registry.map(({ servername, authorization }) => `${servername} ${authorization ?? ''}`))).toEqual(new Set([`${host} Basic ${token}`]));
    expect(storage.map(({ servername, authorization }) => ({ servername, authorization }))).toEqual([{ servername: S3_HOST, authorization: undefined }]);
    // ECR loses data when one upload gets several PATCHes: each blob is one POST and one PUT.
    expect(registry.filter(({ method }) => method === 'PATCH')).toEqual([]);
  });

  test('a certificate for another name, or of an authority that nobody knows, is not trusted', async () => {
    const untrusted = { code: 'network', message: expect.stringContaining('no certificate that can be trusted') as string };
    await expect(repositoryAt(`${ID}.dkr.ecr.eu-west-3.amazonaws.com`).manifest('v1', never)).rejects.toMatchObject(untrusted);
    await expect(repositoryAt(HOST, { env: { HTTPS_PROXY: cloud.env.HTTPS_PROXY ?? '' } }).manifest('v1', never)).rejects.toMatchObject(untrusted);
    expect(cloud.requests).toEqual([]);
  });

  test.each(['HEAD', 'GET', 'upload'])('a token that expired is renewed once, and the call made once more (%s)', async (what) => {
    await push(repositoryAt(HOST), 'v1');
    const asked: boolean[] = [];
    const authorization: Authorization = async ({ refresh }) => (asked.push(refresh), refresh ? token : OLD);
    cloud.requests.length = 0;
    cloud.instead = ({ authorization: shown }, response) => shown === `Basic ${OLD}` && expired(response);
    const repository = repositoryAt(HOST, { authorization });
    if (what === 'HEAD') expect((await repository.headManifest('v1', never))?.digest).toBeDefined();
    else if (what === 'GET') expect((await repository.manifest('v1', never)).bytes.length).toBeGreaterThan(0);
    else await push(repository, 'v1');
    expect(asked).toEqual([false, true]);
    expect(cloud.requests.filter((each) => each.authorization === `Basic ${OLD}`)).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  test('one that stays expired is said to be, after a single renewal', async () => {
    const asked: boolean[] = [];
    cloud.instead = (_, response) => expired(response);
    await expect(repositoryAt(HOST, { authorization: async ({ refresh }) => (asked.push(refresh), token) }).manifest('v1', never)).rejects.toMatchObject({ code: 'session-expired' });
    expect(asked).toEqual([false, true]);
    expect(cloud.requests).toHaveLength(2);
  });

  test('a refusal that is no expiry asks for no other token', async () => {
    const asked: boolean[] = [];
    cloud.instead = (_, response) => (response.writeHead(403).end(JSON.stringify({ errors: [{ code: 'DENIED', message: 'not authorized to perform: ecr:BatchGetImage' }] })), true);
    await expect(repositoryAt(HOST, { authorization: async ({ refresh }) => (asked.push(refresh), token) }).manifest('v1', never)).rejects.toMatchObject({ code: 'access-denied' });
    expect(asked).toEqual([false]);
  });

  test('throttling and failures of the server are waited out, in the middle of a push too', async () => {
    let times = 0;
    cloud.instead = ({ method }, response) => {
      if (method !== 'PUT' || (times += 1) % 2 === 0) return false;
      response.writeHead(times % 4 === 1 ? 429 : 503, { 'retry-after': '3' }).end(JSON.stringify({ errors: [{ code: 'TOOMANYREQUESTS', message: 'Rate exceeded' }] }));
      return true;
    };
    const repository = repositoryAt(HOST);
    const digest = await push(repository, 'throttled');
    expect((await repository.headManifest('throttled', never))?.digest).toBe(digest);
    // Of a layer that is there by now, the first refusal is the last: it is looked for before it is sent again.
    expect(waits.length).toBeGreaterThanOrEqual(2);
    expect(waits.every((wait) => wait >= 3000)).toBe(true);
  });
});
