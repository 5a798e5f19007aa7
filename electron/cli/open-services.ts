import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DockerConfigFile } from '../docker-auth/docker-config-file';
import { DockerSignIn } from '../docker-auth/docker-sign-in';
import { RegistryDirectory } from '../docker-auth/registry-directory';
import { RegistryTokens } from '../docker-auth/registry-tokens';
import { DockerEngine } from '../docker/docker-engine';
import { grantPull } from '../ecr/access/grant-pull';
import type { BerthFolders } from '../folders';
import { Profiles } from '../profiles/profiles';
import type { SecretStore } from '../profiles/secret-store';
import { AwsClients } from '../sessions/aws-clients';
import { Credentials } from '../sessions/credentials';
import { Identities } from '../sessions/identities';
import { SettingsStore } from '../settings/settings-store';
import { openAccess, waitUnless } from './open-access';
import type { CliServices } from './services';

export interface ServicesSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  platform: NodeJS.Platform;
  /** Processor as Node names it. */
  arch: string;
  uid?: number;
  folders: BerthFolders;
  secrets: SecretStore;
}

/** The services for one command: the window's own, but nothing watches, refreshes or fills in the background. */
export async function openServices(around: ServicesSurroundings): Promise<CliServices> {
  const { env, home, folders, secrets } = around;
  const settings = new SettingsStore(join(folders.data, 'settings.json'));
  await settings.load();
  const awsFiles = () => settings.current().awsFiles;
  const profiles = new Profiles({ env, home, folders, secrets, settings: { awsFiles } });
  await profiles.start();
  const credentials = new Credentials({ profiles, secrets });
  const clients = new AwsClients({ profiles, credentials });
  const identities = new Identities({ profiles, clients });
  const tokens = new RegistryTokens({ clients, profiles });
  const directory = new RegistryDirectory({ profiles, tokens, identities });
  const config = new DockerConfigFile({ env, home });
  const sessions = new DockerSignIn({
    profiles,
    tokens,
    config,
    identities,
    file: join(folders.data, 'sign-ins.json'),
  });
  await sessions.load();
  const docker = new DockerEngine({ ...around, sleep: waitUnless });
  const access = openAccess({ clients, directory, tokens, identities });
  return {
    profiles,
    identities,
    sessions,
    directory,
    clients,
    fetchBytes: fetch,
    docker,
    access,
    grantPull: (input) =>
      grantPull({ clients, owners: directory, profiles: directory, pause: (ms) => sleep(ms) }, input),
    ownPlatform: `linux/${around.arch === 'x64' ? 'amd64' : around.arch}`,
    temporaryFolder: tmpdir(),
    async close() {
      access.close();
      await docker.close();
      sessions.close();
      clients.close();
      profiles.close();
    },
  };
}
