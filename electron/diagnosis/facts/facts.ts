import { dirname } from 'node:path';
import { parseRegistryHost } from '../../../shared/ecr/registry-host';
import type { RegistryAssignment } from '../../../shared/model/docker-config';
import type { ProfilesState } from '../../../shared/model/profile';
import type { DockerSurroundings } from '../../docker/target/find-docker';
import { RegistryClient } from '../../registry/registry-client';
import type { Transport } from '../../registry/wire/wire';
import type { RetryPorts } from '../../registry/retry';
import type { DiagnosisFacts, DiskFacts } from '../diagnosis-facts';
import { dockerConfigFacts } from './docker-config-facts';
import { engineFacts, freeIn } from './engine-facts';
import { imageFacts, type ImagePorts } from './image-facts';
import { pingRegistry } from './ping-registry';
import { profileFacts, type ProfilePorts } from './profile-facts';
import { referenceFacts } from './reference-facts';
import { within } from './within';

const HOSTS_MS = 10_000;
const ASSIGNED_MS = 12_000;

export interface FactPorts extends ProfilePorts, Omit<ImagePorts, 'profiles'>, RetryPorts {
  docker: DockerSurroundings;
  /** Docker's config.json. */
  configFile: string;
  /** Folders that Berth writes to. */
  folders: readonly string[];
  profiles: ProfilePorts['profiles'] & { state(): Pick<ProfilesState, 'problems'> };
  directory: { explain(host: string): Promise<RegistryAssignment>; assignments(): Promise<RegistryAssignment[]> };
  signIns: { read(): Promise<readonly { host: string; expiresAt: string }[]> };
  /** A client that signs in with a profile. */
  access: { client(host: string, profile?: string): Promise<RegistryClient> };
  transport: Transport;
  now: () => number;
}

/** Finds out everything about one reference, side by side where nothing depends on the other. Changes nothing, never throws. */
export async function gatherFacts(ports: FactPorts, text: string): Promise<DiagnosisFacts> {
  const { now } = ports;
  const reference = referenceFacts(text);
  const records = await ports.signIns.read();
  const base: DiagnosisFacts = { now: now(), text, reference, knownHosts: records.map(({ host }) => host) };
  if (reference.state === 'invalid') return base;
  const { host } = reference.value;
  const assignment = await assigned(ports, host);
  const filesProblem = ports.profiles.state().problems[0];
  const known = { ...base, ...(filesProblem !== undefined && { filesProblem }) };
  // Nothing is ever sent to a registry that is neither AWS's nor known here.
  if (assignment.profile === undefined && parseRegistryHost(host).kind === 'other' && assignment.because === 'nobody')
    return { ...known, knownHosts: await allHosts(ports), profile: { assignment, credentials: { state: 'not-asked' }, token: { state: 'not-asked' } } };

  const [signIn, engine, disk] = await Promise.all([
    gatherSignIn(ports, host),
    engineFacts(ports.docker, { registryHost: host, now }),
    diskFacts([dirname(ports.configFile), ...ports.folders]),
  ]);
  const facts = { ...known, ...signIn.found, engine, disk };
  return { ...facts, image: await imageOf(ports, facts, signIn.auth) };
}

/** Docker's sign-in at a host, what the registry says to it, and how far the profile behind it gets. */
export async function gatherSignIn(ports: FactPorts, host: string): Promise<{ found: Pick<DiagnosisFacts, 'config' | 'ping' | 'profile'>; auth?: string }> {
  const [dockers, records, assignment] = await Promise.all([
    dockerConfigFacts({ env: ports.env, platform: ports.docker.platform, path: ports.configFile, host }),
    ports.signIns.read(),
    assigned(ports, host),
  ]);
  const auth = dockers.auth === undefined ? {} : { auth: dockers.auth };
  const [ping, profile] = await Promise.all([pingRegistry({ host, transport: ports.transport, now: ports.now, ...auth }), profileFacts(ports, assignment)]);
  return { found: { config: withRecord(dockers.facts, records.find((record) => record.host === host)), ping, profile }, ...auth };
}

/** Where AWS is too slow to say whose account is whose, any profile shows that: its own sign-in fails in the same way. */
async function assigned({ directory, profiles }: FactPorts, host: string): Promise<RegistryAssignment> {
  try {
    return await within(ASSIGNED_MS, 'AWS', directory.explain(host));
  } catch {
    const registry = parseRegistryHost(host);
    const any = registry.kind === 'private' ? profiles.definitions().find(({ kind, unusable }) => kind !== 'other' && unusable !== true) : undefined;
    if (any === undefined || registry.kind !== 'private') return { host, because: 'nobody', reason: `No profile here can sign in to ${host}.` };
    return { host, profile: any.name, region: registry.region, accountId: registry.accountId, because: 'region', reason: `AWS does not say whose registry this is; profile ${any.name} is tried.` };
  }
}

/** Berth's own record tells when a token ends that does not tell it itself. */
function withRecord(config: NonNullable<DiagnosisFacts['config']>, record: { expiresAt: string } | undefined): NonNullable<DiagnosisFacts['config']> {
  const { signIn } = config;
  if (signIn === undefined || signIn.expiresAt !== undefined || record === undefined) return config;
  return { ...config, signIn: { ...signIn, expiresAt: Date.parse(record.expiresAt) } };
}

/** Every host that Berth knows of, to recognise the one that was meant. */
const allHosts = ({ directory }: FactPorts): Promise<string[]> =>
  within(HOSTS_MS, 'AWS', directory.assignments()).then((assignments) => assignments.map(({ host }) => host), () => []);

/** What is free on the disks of some folders. */
export async function diskFacts(folders: readonly string[]): Promise<DiskFacts> {
  const found = await Promise.all([...new Set(folders)].map(async (path) => ({ path, freeBytes: await freeIn(path) })));
  return { folders: found.flatMap(({ path, freeBytes }) => (freeBytes === undefined ? [] : [{ path, freeBytes }])) };
}

/** As Docker where the registry takes its sign-in, else as the profile, else as anybody where anybody may. */
async function imageOf(ports: FactPorts, facts: DiagnosisFacts, auth: string | undefined): Promise<NonNullable<DiagnosisFacts['image']>> {
  const { reference, ping, profile } = facts;
  if (reference.state !== 'fine' || reference.hostOnly || profile === undefined || ping?.state !== 'answered') return { state: 'not-asked' };
  const { host, repository } = reference.value;
  const asDocker = auth !== undefined && ping.dockersSignIn === 'accepted';
  const isOpen = parseRegistryHost(host).kind === 'public';
  if (!asDocker && !isOpen && profile.token.state !== 'fine') return { state: 'not-asked' };
  const client =
    asDocker || isOpen
      ? new RegistryClient({ host, transport: ports.transport, sleep: ports.sleep, random: ports.random, authorization: async () => (asDocker ? auth : undefined) })
      : await ports.access.client(host, profile.assignment.profile);
  return imageFacts(ports, { reference: reference.value, repository: client.repository(repository), assignment: profile.assignment });
}
