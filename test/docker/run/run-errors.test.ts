import { expect, test } from 'vitest';
import { containerRequest, publishedPorts } from '../../../electron/docker/run/container-request';
import { runError } from '../../../electron/docker/run/run-errors';
import { RunImage } from '../../../shared/model/moving/run';

const wanted = { image: 'team/web:1', name: 'web', command: [] };

test.each([
  ['Conflict. The container name "/web" is already in use by container "2f2384d4". You have to remove (or rename) that container to be able to reuse that name.', 'There is a container named web already.'],
  ['driver failed programming external connectivity on endpoint web (e167): Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use', 'Port 8080 of this computer is taken.'],
  ['driver failed programming external connectivity on endpoint web (a2f7): Bind for 127.0.0.1:18082 failed: port is already allocated', 'Port 18082 of this computer is taken.'],
  ['Error starting userland proxy: listen udp4 0.0.0.0:53: bind: address already in use', 'Port 53 of this computer is taken.'],
  ['rootlessport listen tcp 0.0.0.0:80: bind: permission denied', 'Docker may not use port 80 of this computer.'],
  ['No command specified', 'team/web:1 does not say which command to run.'],
  ['failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/bin/nothere": stat /bin/nothere: no such file or directory: unknown', 'In team/web:1 “/bin/nothere” is not there.'],
  ['runc create failed: unable to start container process: exec: "nothere": executable file not found in $PATH: unknown', 'In team/web:1 “nothere” is not there.'],
  ['unable to start container process: exec: "/etc": permission denied: unknown', 'In team/web:1 “/etc” cannot be run as a program.'],
])('%s', (words, sentence) => {
  expect(runError(new Error(words), wanted)?.message).toBe(sentence);
});

test('another platform’s program is no wrong command', () => {
  expect(runError(new Error('exec /bin/sh: exec format error'), wanted)).toMatchObject({ code: 'unsupported', message: expect.stringContaining('another kind of processor') as string });
});

test('what is not about the person’s choices is left to the engine’s own sentences', () => {
  expect(runError(new Error('No such image: team/web:1'), wanted)).toBeUndefined();
});

test('ports are published on this computer alone, unless everywhere is meant', () => {
  const ports = [{ container: 80, host: 8080 }, { container: 80, host: 0 }, { container: 53, host: 53, protocol: 'udp' }];
  const run = (everywhere: boolean) => containerRequest(RunImage.parse({ image: 'web', ports, everywhere }));
  expect(run(false)).toMatchObject({
    ExposedPorts: { '80/tcp': {}, '53/udp': {} },
    HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }, { HostIp: '127.0.0.1', HostPort: '0' }], '53/udp': [{ HostIp: '127.0.0.1', HostPort: '53' }] } },
  });
  expect(run(true).HostConfig?.PortBindings).toMatchObject({ '53/udp': [{ HostIp: '', HostPort: '53' }] });
});

test('a port that Docker names for both kinds of address is one', () => {
  expect(publishedPorts({ '80/tcp': [{ HostPort: '32768' }, { HostPort: '32768' }], '53/udp': null })).toEqual([{ container: 80, host: 32768, protocol: 'tcp' }]);
});
