/** Docker's sign-in at registries: tokens, who signs what, Docker's files, the credential helper, and what keeps it all fresh. */
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { DockerConfigState } from '../../shared/model/docker-config';
import { helperParts } from '../credential-helper/helper-parts';
import { HelperSwitch } from '../credential-helper/install/helper-switch';
import { answerHelper } from '../credential-helper/protocol';
import { HelperServer } from '../credential-helper/server/helper-server';
import { helperSocket } from '../credential-helper/server/socket-path';
import { DockerConfig } from '../docker-auth/config/docker-config';
import { DockerSignIn } from '../docker-auth/docker-sign-in';
import { LearnedHosts } from '../docker-auth/registries/learned-hosts';
import { RegistryMap } from '../docker-auth/registries/registry-map';
import { PullSecrets } from '../docker-auth/pull-secret/pull-secrets';
import { RegistryDirectory } from '../docker-auth/registry-directory';
import { RegistryTokens } from '../docker-auth/registry-tokens';
import { SignInRecords } from '../docker-auth/sign-in-records';
import { RefreshScheduler } from '../refresh/refresh-scheduler';
import { AwsSessions } from '../sessions/aws-sessions';
import { Sessions } from '../sessions/sessions';
import type { AwsSide } from './aws';
import type { BerthSurroundings } from './surroundings';

export type DockerAuthSide = ReturnType<typeof composeDockerAuth>;

export function composeDockerAuth(around: BerthSurroundings, aws: AwsSide) {
  const { env, home, platform, folders, log } = around;
  const { settings, secrets, sealedRecords, profiles, sso, credentials, clients, identities } = aws;
  const file = (name: string): string => join(folders.data, name);
  const signIns = new SignInRecords(file('sign-ins.json'));

  const tokens = new RegistryTokens({ clients, profiles });
  const registryMap = new RegistryMap({ settings, profiles });
  const directory = new RegistryDirectory({
    profiles, tokens, identities,
    rules: () => registryMap.rules(),
    signIns,
    learned: new LearnedHosts(file('registries.json')),
  });
  const helper = helperParts({ env, data: folders.data, secrets, records: sealedRecords, profiles, directory, tokens, settings });
  const dockerConfig = new DockerConfig({
    env, home, platform, settings, tokens, log,
    ownHelper: helper.ownHelper,
    helper: (): Promise<DockerConfigState['helper']> => helperSwitch.state(),
    historyFile: file('docker-config-history.json'),
    backups: sealedRecords,
    records: signIns,
  });
  profiles.onRename(async (from, to) => {
    await signIns.change((records) => records.map((record) => (record.profile === from ? { ...record, profile: to } : record)));
    await sessions.load();
  });
  const pullSecrets = new PullSecrets({ tokens, env });
  const refresh = new RefreshScheduler({
    wall: Date.now,
    // The one clock of Node that goes on in sleep and that nobody sets.
    steady: () => uptime() * 1000,
    random: Math.random,
    timers: { set: setTimeout, clear: (timer) => clearTimeout(timer as NodeJS.Timeout) },
    onDoubt: () => {
      credentials.forget();
      tokens.forget();
    },
  });
  profiles.onChange(() => refresh.changed());
  secrets.onChange(() => refresh.changed());
  // A keychain tells nobody that it was unlocked: a key that could be read again does.
  credentials.onChange((name) => {
    const isOwn = profiles.definitions().some((profile) => profile.name === name && profile.source === 'berth');
    if (isOwn && credentials.stateOf(name)?.error === undefined) refresh.changed();
  });
  const awsSessions = new AwsSessions({ profiles, refresh, sso, credentials });
  const sessions = new Sessions({ docker: new DockerSignIn({ profiles, tokens: helper.tokens, config: dockerConfig.signIns, identities, refresh, file: file('sign-ins.json') }), aws: awsSessions });

  const helperSwitch = new HelperSwitch({
    env, home, platform, settings, directory, tokens, log,
    data: folders.data,
    ...(around.helper !== undefined && { program: around.helper }),
    config: dockerConfig.file,
    signIns,
    changes: [(listener) => profiles.onChange(listener), (listener) => sessions.onChange(listener)],
  });
  const keeper = Object.assign(helper.logins, { version: around.helper?.version ?? '' });
  const helperServer = new HelperServer({ path: helperSocket(folders.data, platform), answer: ({ verb, input }) => answerHelper(verb, input, keeper), log });

  return { tokens, registryMap, directory, signIns, helper, helperSwitch, helperServer, dockerConfig, pullSecrets, refresh, sessions };
}
