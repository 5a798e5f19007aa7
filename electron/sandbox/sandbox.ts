/** The embedded ECR: an AWS endpoint and a registry per account and region, on loopback, with its state on disk. */
import { createHmac, randomBytes, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../shared/errors';
import { writeAtomically } from '../files/write-atomically';
import type { SandboxDescription } from '../../shared/model/settings';
import { ApiError } from './api/api-error';
import { createApiServer, type JsonService } from './api/api-server';
import { sandboxProfiles, writeAwsFiles } from './aws-files';
import { ecrPublicService } from './ecr-public/ecr-public-service';
import { EcrCall, type EcrServices } from './ecr/ecr-call';
import { Conditions, underConditions, type ConditionSettings } from './estate/conditions';
import { Estate, type EstateOptions } from './estate/estate';
import { addEstate, estateProfiles } from './estate/estate-accounts';
import { CONFIGS } from './estate/estate-image';
import { EstateShelf } from './estate/estate-shelf';
import { ECR_TARGET, ecrOperations } from './ecr/operations';
import { holdPorts, listen, LOOPBACK } from './listen';
import { authorize } from './registry/authorize';
import { FileBlobStore } from './registry/file-blob-store';
import { startRegistryServer } from './registry/registry-server';
import { FileTokenBook } from './registry/token-book';
import { IAM_NAMESPACE, runIam } from './iam/iam-operations';
import { selfSignedCertificate } from './workloads/certificate';
import { ecsService } from './workloads/ecs';
import { createKubernetesServer } from './workloads/kubernetes-server';
import { eksService, lambdaService } from './workloads/rest-services';
import { REGIONS, seedAccounts } from './seed/accounts';
import { seedState } from './seed/seed-state';
import type { SandboxState } from './state';
import { StateFile } from './state-file';
import { KeyBook } from './sts/key-book';
import { MfaBook } from './sts/mfa-book';
import { assumeRoleWithWebIdentity, runSts, STS_NAMESPACE } from './sts/sts-operations';
import { WebIdentityIssuer } from './sts/web-identity-issuer';

export interface SandboxOptions {
  /** Folder for everything the sandbox keeps; made when missing. */
  stateDir: string;
  /** Port of the AWS endpoint; the one of the last run, or any that is free, unless told. */
  port?: number;
  /** Life of an authorization token in seconds; 12 hours unless told. */
  tokenLifeSeconds?: number;
  /** Begin without repositories; a sandbox that exists stays as it is. */
  empty?: boolean;
  /** A new sandbox serves this synthetic estate besides, and does so ever after. */
  estate?: EstateOptions;
  /** What happens to calls of ECR's API on their way. */
  conditions?: ConditionSettings;
  /** Epoch milliseconds. */
  now?: () => number;
}

export interface Sandbox {
  description: SandboxDescription;
  /** Counts calls; its settings may be changed at any time. */
  conditions: Conditions;
  close(): Promise<void>;
}

const TWELVE_HOURS = 12 * 60 * 60;
const DOWNLOAD = /^\/download\/(sha256:[0-9a-f]{64})\?signature=([0-9a-f]{64})$/;

/** Starts the sandbox. @throws AppError `sandbox-failed` for a port in use, `file-malformed` for a damaged state. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { stateDir, tokenLifeSeconds = TWELVE_HOURS, now = Date.now } = options;
  const file = (name: string): string => join(stateDir, name);
  const blobs = await FileBlobStore.open({ dir: file('blobs'), newId: randomUUID, now });
  const stateFile = new StateFile(file('state.json'));
  const kept = await stateFile.load();
  const { state, releasePorts } = kept === undefined ? await newState({ blobs, now, empty: options.empty === true, estate: options.estate }) : { state: kept, releasePorts: undefined };
  const estate = state.estate === undefined ? undefined : new EstateShelf(new Estate(state.estate));
  if (estate !== undefined) for (const { text } of Object.values(CONFIGS)) await blobs.put(Buffer.from(text));
  const conditions = new Conditions({ clock: () => performance.now(), sleep, random: Math.random }, options.conditions);
  const onChange = (): void => stateFile.saveSoon(state);
  const tokens = new FileTokenBook({ path: file('tokens.json'), tokenLifeSeconds, now, randomBytes: (count) => randomBytes(count) });
  const keys = new KeyBook({ state, now, randomName: keyName, randomSecret: (count) => randomBytes(count).toString('base64') });

  const downloadKey = randomBytes(32);
  const signatureOf = (digest: string): string => createHmac('sha256', downloadKey).update(digest).digest('hex');
  let endpoint = '';
  const issuer = new WebIdentityIssuer({ url: () => `${endpoint}/oidc`, now });
  const sts = { state, keys, issuer, mfa: new MfaBook({ state, now }) };
  const services: EcrServices = {
    state, blobs, tokens, authorize, now, newId: randomUUID, onChange,
    ...(estate !== undefined && { estate }),
    downloadUrl: (digest) => `${endpoint}/download/${digest}?signature=${signatureOf(digest)}`,
  };
  const download = async (path: string, response: ServerResponse): Promise<boolean> => {
    const [, digest = '', signature = ''] = DOWNLOAD.exec(path) ?? [];
    if (digest === '' || !timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(digest)))) return false;
    const size = await blobs.size(digest);
    if (size === undefined) return false;
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size });
    await pipeline(blobs.read(digest), response);
    return true;
  };

  const servers: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
    await stateFile.save(state);
  };
  try {
    const tls = selfSignedCertificate({ name: 'kubernetes', now: now(), days: 3650 });
    const cluster = createKubernetesServer({ state, findKey: (id) => keys.find(id), ...tls, now });
    const kubernetes = { endpoint: `https://${LOOPBACK}:${await listen(cluster, 0)}`, certificate: tls.certificate };
    servers.push(closing(cluster));
    const api = createApiServer({
      findKey: (id) => keys.find(id),
      now,
      newId: randomUUID,
      json: [ecrService(services), ecrPublicService(services), ecsService(state)].map((service) => underConditions(service, conditions)),
      query: [
        {
          version: '2011-06-15', namespace: STS_NAMESPACE, signingName: 'sts',
          run: (action, call) => runSts(action, { ...call, ...sts }),
          unsigned: { AssumeRoleWithWebIdentity: (form) => assumeRoleWithWebIdentity(form, sts) },
        },
        { version: '2010-05-08', namespace: IAM_NAMESPACE, signingName: 'iam', run: (action, { principal }) => runIam(action, { principal, state }) },
      ],
      download,
      rest: [lambdaService(state), eksService(state, () => kubernetes)],
    });
    const lastPort = state.endpointPort ?? 0;
    state.endpointPort = await listen(api, options.port ?? lastPort).catch((thrown: unknown) => {
      // The port of the last run is a wish; only one that was asked for is a must.
      if (options.port !== undefined || lastPort === 0) throw thrown;
      return listen(api, 0);
    });
    servers.push(closing(api));
    endpoint = `http://${LOOPBACK}:${state.endpointPort}`;
    await releasePorts?.();
    for (const registry of state.registries)
      servers.push(await startRegistryServer({ registry, blobs, tokens, authorize, now, onChange, ...(estate !== undefined && { estate }) }));
    const profiles = sandboxProfiles(state, estate === undefined ? [] : estateProfiles(estate.estate));
    const tokenFile = file('web-identity-token');
    await writeAtomically(tokenFile, `${issuer.token()}\n`);
    const files = await writeAwsFiles(stateDir, { endpoint, profiles, tokenFile });
    await stateFile.save(state);
    const description: SandboxDescription = {
      endpoint,
      region: REGIONS[0] as string,
      accounts: state.accounts.map(({ id, name }) => ({ id, name })),
      registries: state.registries.map(({ accountId, region, host }) => ({ accountId, region, host })),
      profiles,
      ...files,
    };
    return { description, conditions, close };
  } catch (thrown) {
    await Promise.all([releasePorts?.(), ...servers.map((server) => server.close())]);
    throw thrown instanceof AppError ? thrown : new AppError('sandbox-failed', 'The sandbox could not start.', { hint: 'Look at the detail.', cause: thrown, detail: String(thrown) });
  }
}

/** A new sandbox's registries have their ports in their names, long before they listen there: nobody else may get one meanwhile. */
async function newState({ blobs, now, empty, estate }: { blobs: FileBlobStore; now: () => number; empty: boolean; estate: EstateOptions | undefined }): Promise<{ state: SandboxState; releasePorts: () => Promise<void> }> {
  const newKey = () => ({ accessKeyId: `AKIA${keyName(16)}`, secretAccessKey: randomBytes(30).toString('base64') });
  const accounts = seedAccounts(newKey);
  const wanted = estate === undefined ? undefined : new Estate({ now: now(), ...estate });
  const { ports, release: releasePorts } = await holdPorts(accounts.length * REGIONS.length + (wanted?.registries.length ?? 0));
  const hosts = ports.map((port) => `${LOOPBACK}:${port}`);
  try {
    const state = await seedState({ accounts, hosts, blobs, now: now(), empty });
    if (wanted !== undefined) addEstate(state, { estate: wanted, hosts: hosts.slice(state.registries.length), newKey });
    return { state, releasePorts };
  } catch (thrown) {
    await releasePorts();
    throw thrown;
  }
}

const ecrService = (services: EcrServices): JsonService => ({
  target: ECR_TARGET,
  signingName: 'ecr',
  run: async (name, { input, principal, region }) => {
    const operation = Object.hasOwn(ecrOperations, name) ? ecrOperations[name] : undefined;
    if (operation === undefined) throw new ApiError('UnknownOperationException', `The sandbox has no operation ${name}.`);
    return operation.run(input, new EcrCall({ principal, region, services, action: operation.action }));
  },
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const keyName = (count: number): string => Array.from({ length: count }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** Ends a server at once, connections that are kept alive included. */
const closing = (server: Server): { close(): Promise<void> } => ({
  close: () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
});
