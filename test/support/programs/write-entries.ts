/** Signs in at `COUNT` hosts of its own, one after the other, as a Berth without a window does; says each once it is written. */
import { writeSync } from 'node:fs';
import { DockerConfigFile } from '../../../electron/docker-auth/docker-config-file';

const [folder = '', name = '', count = '1'] = process.argv.slice(2);
const config = new DockerConfigFile({ env: { DOCKER_CONFIG: folder }, home: folder, confirmAfterMs: [60, 240] });

async function signInEverywhere(): Promise<void> {
  for (let n = 0; n < Number(count); n += 1) {
    const host = `${name}-${n}.berth.example`;
    await config.addAuth(host, { username: 'AWS', password: `${name}-${n}` });
    writeSync(1, `${host}\n`);
  }
}

void signInEverywhere();
