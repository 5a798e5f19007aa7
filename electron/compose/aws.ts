/** Who a person is to AWS: settings, secrets, profiles, sessions, clients. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { looksLikeInstance, surroundingProfiles } from '../profiles/aws/surroundings';
import { Profiles } from '../profiles/profiles';
import { profileAccount } from '../profiles/secret-store';
import { openSecretStores } from '../profiles/secrets/open-secret-stores';
import { SealedRecords } from '../profiles/secrets/sealed-records';
import { AccountAliases } from '../sessions/account-aliases';
import { AwsClients } from '../sessions/clients/aws-clients';
import { Credentials } from '../sessions/credentials';
import { Identities } from '../sessions/identities';
import { Questions } from '../sessions/questions';
import { OwnSessions } from '../sessions/sso/own-sessions';
import { SsoSessions } from '../sessions/sso/sso-sessions';
import { SettingsStore } from '../settings/settings-store';
import type { BerthSurroundings } from './surroundings';
import { after, sleep } from '../timing';

export type AwsSide = Awaited<ReturnType<typeof composeAws>>;

/** With settings and profiles read. */
export async function composeAws(around: BerthSurroundings) {
  const { env, home, platform, folders, log } = around;
  const file = (name: string): string => join(folders.data, name);

  const settings = new SettingsStore(file('settings.json'));
  await settings.load();
  const questions = new Questions({ newId: randomUUID });
  const secrets = openSecretStores({
    spawnKeychain: around.spawnKeychain,
    platform,
    folder: folders.data,
    settings,
    profileAccounts: () => profiles.definitions().filter(({ source, kind }) => source === 'berth' && kind === 'static').map(({ name }) => profileAccount(name)),
    ask: (question) => questions.ask(question),
    attended: around.attended === true,
  });
  const sealedRecords = new SealedRecords({ folder: file('sealed'), secrets, now: Date.now });
  const ownSso = new OwnSessions(file('sso-sessions.json'));
  await ownSso.load().catch(log);
  const profiles = new Profiles({
    env,
    home,
    folders,
    secrets,
    ownSsoSession: (name) => ownSso.current().find((session) => session.name === name),
    surroundings: async (usual) => surroundingProfiles({ env, usual, onInstance: await looksLikeInstance() }),
    settings: settings.ofProfiles(),
    ...(around.berthCommand !== undefined && { berthCommand: around.berthCommand }),
  });
  secrets.onChange(() => sealedRecords.forgetKey());
  await profiles.reload();

  const sso = new SsoSessions({
    home, profiles, after, log,
    own: ownSso,
    openBrowser: around.openBrowser,
    clock: { now: Date.now, sleep },
    renewed: () => credentials.forget(),
  });
  const ending = new AbortController();
  around.stop?.addEventListener('abort', () => ending.abort());
  const credentials = new Credentials({
    stop: ending.signal,
    profiles, secrets, questions, env,
    sessionCache: sealedRecords,
    attended: around.attended === true,
    sso,
    ...(Number(env.BERTH_CREDENTIAL_PROCESS_SECONDS) > 0 && { processMs: 1000 * Number(env.BERTH_CREDENTIAL_PROCESS_SECONDS) }),
  });
  const clients = new AwsClients({ profiles, credentials });
  const identities = new Identities({ profiles, clients, aliases: new AccountAliases({ profiles, clients }) });

  return { settings, questions, secrets, sealedRecords, profiles, sso, credentials, clients, identities, ending };
}
