import type Docker from 'dockerode';
import type { PublishedPort, RunImage } from '../../../shared/model/moving/run';

/** What Docker is asked to make. A port is published on this computer alone unless `everywhere` (an empty address means all). */
export function containerRequest({ image, name, ports, everywhere, env, command, remove }: RunImage): Docker.ContainerCreateOptions {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports) (bindings[portKey(port)] ??= []).push({ HostIp: everywhere ? '' : '127.0.0.1', HostPort: String(port.host) });
  return {
    Image: image,
    ...(name !== undefined && { name }),
    ...(command.length > 0 && { Cmd: [...command] }),
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    ExposedPorts: Object.fromEntries(Object.keys(bindings).map((key) => [key, {}])),
    HostConfig: { PortBindings: bindings, AutoRemove: remove },
  };
}

export const portKey = ({ container, protocol }: Pick<PublishedPort, 'container' | 'protocol'>): string => `${container}/${protocol}`;

/** Docker's answer, read back: every host port once, though Docker names it for IPv4 and IPv6. */
export function publishedPorts(published: Readonly<Record<string, { HostPort: string }[] | null | undefined>>): PublishedPort[] {
  return Object.entries(published).flatMap(([key, bindings]) => {
    const [container = '', protocol = ''] = key.split('/');
    const hosts = [...new Set((bindings ?? []).map(({ HostPort }) => Number(HostPort)))];
    return hosts.map((host) => ({ container: Number(container), host, protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp' }));
  });
}
