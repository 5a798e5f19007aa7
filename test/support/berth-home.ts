import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folders of one person's machine, as far as Berth sees them; all below one temporary folder. */
export interface BerthHome {
  readonly folder: string;
  /** BERTH_HOME */
  readonly berth: string;
  /** DOCKER_CONFIG */
  readonly docker: string;
  /** AWS_CONFIG_FILE; not written yet in a new home */
  readonly awsConfig: string;
  /** AWS_SHARED_CREDENTIALS_FILE; not written yet in a new home */
  readonly awsCredentials: string;
  /** The variables that make Berth and its command line use this home. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Makes an empty home: no profiles, no settings, no sign-ins. Outlives any number of starts of Berth, until `remove`. */
export const createBerthHome = async (): Promise<BerthHome> => {
  const folder = await mkdtemp(join(tmpdir(), 'berth-home-'));
  const [berth, docker, aws] = [join(folder, 'berth'), join(folder, 'docker'), join(folder, 'aws')];
  for (const each of [berth, docker, aws]) await mkdir(each, { mode: 0o700 });
  const awsConfig = join(aws, 'config');
  const awsCredentials = join(aws, 'credentials');
  return {
    folder, berth, docker, awsConfig, awsCredentials,
    env: { BERTH_HOME: berth, DOCKER_CONFIG: docker, AWS_CONFIG_FILE: awsConfig, AWS_SHARED_CREDENTIALS_FILE: awsCredentials },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
};
