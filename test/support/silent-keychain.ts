import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Message, sessionBus, Variant } from 'dbus-next';

const SERVICE = '/org/freedesktop/secrets';

/**
 * A session bus of its own with a locked Secret Service. It answers up to the question to unlock it, which it leaves
 * open for ever: a person who has not seen it; or who dismisses it.
 */
export const silentKeychain = async ({ dismisses = false } = {}): Promise<{ address: string; prompted(): boolean; close(): void }> => {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(daemon.stdout, 'data')) as [Buffer];
  const address = line.toString().trim();
  const bus = sessionBus({ busAddress: address });
  let prompted = false;
  bus.addMethodHandler((message: Message) => {
    const [signature, body] = answers[message.member]?.(message) ?? ['', []];
    prompted ||= message.member === 'Prompt';
    bus.send(Message.newMethodReturn(message, signature, body));
    if (dismisses && message.member === 'Prompt')
      bus.send(Message.newSignal(message.path, 'org.freedesktop.Secret.Prompt', 'Completed', 'bv', [true, new Variant('s', '')]));
    return true;
  });
  await bus.requestName('org.freedesktop.secrets', 4);
  return {
    address,
    prompted: () => prompted,
    close: () => {
      bus.disconnect();
      daemon.kill();
    },
  };
};

const answers: Readonly<Record<string, (message: Message) => [signature: string, body: unknown[]]>> = {
  // Whatever the algorithm, the answer is of its kind; nothing is ever sent with it.
  OpenSession: ({ body }) => [
    'vo',
    [body[0] === 'plain' ? new Variant('s', '') : new Variant('ay', Buffer.alloc(128, 7)), `${SERVICE}/session/1`],
  ],
  ReadAlias: () => ['o', [`${SERVICE}/collection/login`]],
  SearchItems: ({ path }) => (path === SERVICE ? ['aoao', [[], []]] : ['ao', [[]]]),
  Get: ({ body }) => ['v', [body[1] === 'Locked' ? new Variant('b', true) : new Variant('ao', [`${SERVICE}/collection/login`])]],
  GetAll: () => ['a{sv}', [{ Locked: new Variant('b', true) }]],
  Unlock: () => ['aoo', [[], `${SERVICE}/prompt/1`]],
};
