import { writeFile } from 'node:fs/promises';
import { createBerthHome, type BerthHome } from './berth-home';
import { launchBerth, type RunningBerth } from './launch-berth';

/** The region of every profile here. */
export const REGION = 'eu-central-1';
/** Nothing listens on the discard port of a test machine. */
export const NOWHERE = 'http://127.0.0.1:9';
/** Keeps a test that needs no Docker away from a real one. */
export const NO_DOCKER = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
/** An access key of nobody. */
export const KEY = 'AKIAEXAMPLE000000001';
export const SECRET = 'not-a-real-secret-not-a-real-one';

/** A Berth for one test, on a home that is laid out first; both are gone afterwards. */
export const withBerth = async (
  { arrange = async () => undefined, env = NO_DOCKER, args = [] }: { arrange?: (home: BerthHome) => Promise<void>; env?: Record<string, string>; args?: string[] },
  act: (berth: RunningBerth) => Promise<void>,
): Promise<void> => {
  const home = await createBerthHome();
  try {
    await arrange(home);
    const berth = await launchBerth({ home, env, args });
    try {
      await act(berth);
    } finally {
      await berth.close();
    }
  } finally {
    await home.remove();
  }
};

/** Writes the AWS files of one profile with an access key; its endpoint answers nothing unless one is given. */
export const profile = async (home: BerthHome, name: string, { endpoint = NOWHERE, key = KEY, secret = SECRET } = {}): Promise<void> => {
  await writeFile(home.awsConfig, `[profile ${name}]\nregion = ${REGION}\nendpoint_url = ${endpoint}\n`);
  await writeFile(home.awsCredentials, `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = ${secret}\n`);
};
