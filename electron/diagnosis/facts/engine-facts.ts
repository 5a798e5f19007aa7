import { statfs } from 'node:fs/promises';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { z } from 'zod';
import { dockerClient } from '../../docker/docker-client';
import { dockerError } from '../../docker/docker-errors';
import { readCurrentContext } from '../../docker/target/docker-contexts';
import { findDocker, type DockerSurroundings } from '../../docker/target/find-docker';
import type { EngineFacts } from '../diagnosis-facts';
import { failureOf, within } from './within';

const ENGINE_MS = 6_000;

/** What is read of `GET /info`. */
const Info = z.object({
  OSType: z.string().default('linux'),
  Architecture: z.string().default(''),
  SystemTime: z.string().optional(),
  DockerRootDir: z.string().optional(),
  RegistryConfig: z
    .object({
      InsecureRegistryCIDRs: z.array(z.string()).nullish(),
      IndexConfigs: z.record(z.string(), z.object({ Secure: z.boolean().optional() })).nullish(),
    })
    .nullish(),
});

/** Asks the engine that `docker` would use about itself. Never throws. */
export async function engineFacts(around: DockerSurroundings, { registryHost, now }: { registryHost: string; now: () => number }): Promise<EngineFacts> {
  let host = 'the Docker Engine';
  try {
    const ssh = await sshHost(around);
    if (ssh !== undefined) return { state: 'elsewhere', host: ssh };
    const target = await findDocker(around);
    host = target.host;
    const asked = now();
    const info = Info.parse(await within(ENGINE_MS, `The Docker Engine at ${host}`, dockerClient(target).info() as Promise<unknown>));
    const skew = info.SystemTime === undefined ? NaN : Date.parse(info.SystemTime) - (asked + now()) / 2;
    const local = target.connection.kind === 'socket' && around.platform === 'linux' ? info.DockerRootDir : undefined;
    const freeBytes = local === undefined ? undefined : await freeIn(local);
    return {
      state: 'reachable', host,
      platform: `${info.OSType}/${architectureOf(info.Architecture)}`,
      trustsPlainHttp: trusts(info.RegistryConfig ?? {}, registryHost),
      ...(Number.isFinite(skew) && { clockSkewMs: skew }),
      ...(info.DockerRootDir !== undefined && { dataRoot: info.DockerRootDir }),
      ...(freeBytes !== undefined && { freeBytes }),
    };
  } catch (thrown) {
    return { state: 'unreachable', host, failure: failureOf(dockerError(thrown, { host, operation: 'say how it is' })) };
  }
}

/** The engine's host when `docker` goes there by ssh, without the user's name. */
async function sshHost(around: DockerSurroundings): Promise<string | undefined> {
  const host = around.env.DOCKER_HOST || (await readCurrentContext(around))?.host;
  return host?.startsWith('ssh://') === true ? host.replace(/\/\/[^@/]*@/, '//') : undefined;
}

/** Bytes that an ordinary user may still write there; `undefined` where it cannot be told. */
export async function freeIn(folder: string): Promise<number | undefined> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  );
}

/** `uname -m`'s names, as images write them. */
const architectureOf = (machine: string): string => ({ x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm', i686: '386' })[machine] ?? machine;

/** `insecure-registries`, by name or by network; the loopback is always among them. */
function trusts({ InsecureRegistryCIDRs, IndexConfigs }: NonNullable<z.infer<typeof Info>['RegistryConfig']>, registryHost: string): boolean {
  if (IndexConfigs?.[registryHost]?.Secure === false) return true;
  const address = registryHost.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  if (isIP(address) === 0) return address === 'localhost';
  const networks = new BlockList();
  for (const cidr of InsecureRegistryCIDRs ?? []) {
    const [net = '', bits = ''] = cidr.split('/');
    if (isIP(net) !== 0) networks.addSubnet(net, Number(bits), isIPv6(net) ? 'ipv6' : 'ipv4');
  }
  return networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
