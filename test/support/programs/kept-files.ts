import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigHistory } from '../../../electron/docker-auth/config/config-history';
import { DockerConfigFile } from '../../../electron/docker-auth/docker-config-file';
import { LearnedHosts } from '../../../electron/docker-auth/registries/learned-hosts';
import { SignInRecords } from '../../../electron/docker-auth/sign-in-records';
import { JobJournal } from '../../../electron/jobs/job-journal';
import { readAwsFile, replaceAwsFile } from '../../../electron/profiles/import/aws-file-edit';
import { OwnProfiles } from '../../../electron/profiles/own/own-profiles';
import { SealedRecords } from '../../../electron/profiles/secrets/sealed-records';
import { OwnSessions } from '../../../electron/sessions/sso/own-sessions';
import { SettingsStore } from '../../../electron/settings/settings-store';

/** A file that Berth owns or edits, with a number that can be written into it and read back by its own code. */
export interface KeptFile {
  name: string;
  path: string;
  write(n: number): Promise<void>;
  /** The number in it; 0 for a file that was never written. Throws for one that is not whole. */
  read(): Promise<number>;
}

const REGION = 'eu-central-1';
/** In place of the keychain: the same key in every life. */
const oneKey = { get: () => Promise.resolve(Buffer.alloc(32, 7).toString('base64')), set: () => Promise.resolve(), delete: () => Promise.resolve() };
const AT = '2026-03-01T12:00:00.000Z';
const numberIn = (text: string): number => Number(/^n(\d+)\b/.exec(text)?.[1] ?? NaN);
const least = (numbers: readonly number[]): number => (numbers.length === 0 ? 0 : Math.max(...numbers));

/** All of them, below one folder. `round` names the registry host that Docker's and Podman's file get. */
export function keptFiles(folder: string, round: string): KeptFile[] {
  const path = (name: string): string => join(folder, name);
  const signInFile = (name: string, at: string, config: DockerConfigFile): KeptFile => ({
    name,
    path: path(at),
    write: (n) => config.addAuth(round, { username: 'AWS', password: `n${n}` }),
    read: async () => numberIn((await passwords(path(at))).get(round) ?? 'n0'),
  });
  const settings = new SettingsStore(path('settings.json'));
  const profiles = new OwnProfiles(path('profiles.json'));
  const records = new SignInRecords(path('sign-ins.json'));
  const journal = new JobJournal(path('jobs.json'));
  const sso = new OwnSessions(path('sso-sessions.json'));
  const learned = new LearnedHosts(path('registries.json'));
  const backups = new SealedRecords({ folder, secrets: oneKey, now: Date.now });
  const history = new ConfigHistory({ file: path('docker-config-history.json'), backups, now: () => Date.parse(AT) });
  const key = { kind: 'static' as const, name: 'p', region: REGION, accessKeyId: 'AKIAEXAMPLE000000001' };
  const job = { id: 'one', kind: 'copy' as const, status: 'succeeded' as const, createdAt: AT, progress: { step: '', doneBytes: 0, totalBytes: 0, parts: [] }, input: {} };
  return [
    signInFile('docker config', 'docker/config.json', new DockerConfigFile({ env: { DOCKER_CONFIG: path('docker') }, home: folder })),
    signInFile('podman auth', 'containers/auth.json', new DockerConfigFile({ env: {}, home: folder, path: path('containers/auth.json') })),
    {
      name: 'settings', path: path('settings.json'),
      write: (n) => settings.setRegistryRules([{ pattern: `n${n}`, profile: 'p' }]),
      read: async () => (await settings.load(), least(settings.current().registryRules.map(({ pattern }) => numberIn(pattern)))),
    },
    {
      name: 'profiles', path: path('profiles.json'),
      write: (n) => profiles.write([{ ...key, label: `n${n}` }]),
      read: async () => least((await profiles.read()).map(({ label }) => numberIn(label ?? ''))),
    },
    {
      name: 'sign-ins', path: path('sign-ins.json'),
      write: (n) => records.change(() => [{ profile: 'p', region: REGION, host: `n${n}`, issuedAt: AT, expiresAt: AT }]).then(() => undefined),
      read: async () => least((await records.read()).map(({ host }) => numberIn(host))),
    },
    {
      name: 'jobs', path: path('jobs.json'),
      write: (n) => journal.write([{ ...job, title: `n${n}` }]),
      read: async () => least((await journal.read()).map(({ title }) => numberIn(title))),
    },
    {
      name: 'sso sessions', path: path('sso-sessions.json'),
      write: (n) => sso.change(() => [{ name: `n${n}`, startUrl: 'https://example.awsapps.com/start', region: REGION }]),
      read: async () => (await sso.load(), least(sso.current().map(({ name }) => numberIn(name)))),
    },
    {
      name: 'registries', path: path('registries.json'),
      write: (n) => learned.add('all', { hosts: {}, accounts: { n: String(n).padStart(12, '0') } }),
      read: async () => Number((await learned.read('all')).accounts.n ?? 0),
    },
    {
      name: 'config history', path: path('docker-config-history.json'),
      write: (n) => history.keep({ id: `n${n}`, verb: 'sign-in', subjects: ['a'], before: `before ${n}`, after: 'after' }),
      read: async () => least((await history.read()).changes.map(({ id }) => numberIn(id))),
    },
    {
      name: 'aws credentials', path: path('aws/credentials'),
      write: async (n) => {
        const read = await readAwsFile(path('aws/credentials'));
        if (read !== undefined) await replaceAwsFile(read, read.text.replace(/n\d+/, `n${n}`));
      },
      read: async () => Number(/n(\d+)\n# the end\n$/.exec(await readFile(path('aws/credentials'), 'latin1'))?.[1] ?? NaN),
    },
  ];
}

/** The passwords in Docker's (or Podman's) file by host; a file that is not there has none. */
export async function passwords(file: string): Promise<Map<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const { auths = {} } = JSON.parse(text) as { auths?: Record<string, { auth: string }> };
  return new Map(Object.entries(auths).map(([host, { auth }]) => [host, Buffer.from(auth, 'base64').toString('utf8').split(':')[1] ?? '']));
}
