import { dirname } from 'node:path';
import { authsOf, helpersOf, storeOf } from '../../../shared/docker/config-file';
import { hostOfEndpoint, parseRegistryHost } from '../../../shared/ecr/registry-host';
import type { RegistryAssignment } from '../../../shared/model/docker-config';
import { EditedFile } from '../../docker-auth/config/edited-file';
import { fileFacts } from '../../docker-auth/config/health/gather-facts';
import type { SecretStore } from '../../profiles/secret-store';
import type { DiagnosisFacts } from '../diagnosis-facts';
import type { HealthFacts } from '../health-facts';
import { dockerConfigFacts } from './docker-config-facts';
import { engineFacts } from './engine-facts';
import { diskFacts, gatherSignIn, type FactPorts } from './facts';
import { profileFacts } from './profile-facts';
import { failureOf, within } from './within';

export interface HealthPorts extends FactPorts {
  secrets: Pick<SecretStore, 'get'>;
}

const KEYCHAIN_MS = 10_000;
/** Nothing is ever kept under this name; a keychain that answers says so. */
const NOBODYS_SECRET = 'doctor';

/** Looks over config.json, the engine, disks, keychain, every profile and every registry Docker is signed in to. Never throws. */
export async function gatherHealth(ports: HealthPorts): Promise<HealthFacts> {
  const { now, configFile, env } = ports;
  const blank: DiagnosisFacts = { now: now(), text: '', reference: { state: 'fine', value: { host: '', repository: '' }, hostOnly: true }, knownHosts: [] };
  const file = await fileFacts(new EditedFile(configFile), { env, platform: ports.docker.platform });
  const text = file.text ?? '';
  const definitions = ports.profiles.definitions();
  const [config, engine, disk, keychain, profiles, hosts] = await Promise.all([
    dockerConfigFacts({ env, platform: ports.docker.platform, path: configFile, host: '' }).then(({ facts }) => facts),
    engineFacts(ports.docker, { registryHost: '', now }),
    diskFacts([dirname(configFile), ...ports.folders]),
    keychainFacts(ports),
    Promise.all(definitions.map(async ({ name, regions, problem }) => {
      const assignment: RegistryAssignment = { host: '', profile: name, because: 'region', reason: 'It is complete.', ...(regions[0] !== undefined && { region: regions[0] }) };
      return { name, facts: { ...blank, profile: await profileFacts(ports, assignment) }, ...(problem !== undefined && { remark: problem }) };
    })),
    hostsFacts(ports, { blank, text }),
  ]);
  const named = [...new Set([storeOf(text) ?? '', ...helpersOf(text).values()])].filter((name) => name !== '');
  return {
    shared: { ...blank, config, engine, disk },
    missingHelpers: named.filter((name) => !file.installed.has(name)),
    keychain,
    keychainInUse: definitions.some(({ source, kind }) => source === 'berth' && kind === 'static'),
    filesProblems: ports.profiles.state().problems.map(({ message, hint }) => ({ message, hint })),
    profiles,
    hosts,
  };
}

async function keychainFacts({ secrets }: HealthPorts): Promise<HealthFacts['keychain']> {
  try {
    await within(KEYCHAIN_MS, 'The keychain', secrets.get(NOBODYS_SECRET));
    return { state: 'fine' };
  } catch (thrown) {
    return { state: 'failed', ...failureOf(thrown) };
  }
}

/** Registries that Berth signed Docker in to, and those of AWS that config.json names by itself. */
async function hostsFacts(ports: HealthPorts, { blank, text }: { blank: DiagnosisFacts; text: string }): Promise<HealthFacts['hosts']> {
  const written = [...authsOf(text).keys(), ...helpersOf(text).keys()].map(hostOfEndpoint).filter((host) => parseRegistryHost(host).kind === 'private');
  const hosts = [...new Set([...(await ports.signIns.read()).map(({ host }) => host), ...written])];
  return Promise.all(
    hosts.map(async (host) => {
      const facts: DiagnosisFacts = { ...blank, text: host, reference: { state: 'fine', value: { host, repository: '' }, hostOnly: true }, knownHosts: hosts };
      return { host, facts: { ...facts, ...(await gatherSignIn(ports, host)).found } };
    }),
  );
}
