import fc from 'fast-check';
import { expect, test } from 'vitest';
import { busCall, firstMessage } from '../../electron/shell/tray/bus-message';

/** A signal as the bus sends it, in either byte order: NameOwnerChanged with its three strings. */
const signal = (order: 'l' | 'B', ...body: string[]): Buffer => {
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    if (order === 'l') bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  };
  const pad = (bytes: Buffer, to: number): Buffer => Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);
  const text = (value: string): Buffer => Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(`${value}\0`)]);
  const field = (code: number, type: string, value: Buffer): Buffer => Buffer.concat([Buffer.from([code, 1]), Buffer.from(`${type}\0`), value]);
  const fields = [
    field(1, 'o', text('/org/freedesktop/DBus')),
    field(2, 's', text('org.freedesktop.DBus')),
    field(3, 's', text('NameOwnerChanged')),
    field(8, 'g', Buffer.concat([Buffer.from([body.length]), Buffer.from(`${'s'.repeat(body.length)}\0`)])),
  ].reduce((all, next) => Buffer.concat([pad(all, 8), next]));
  const content = body.map(text).reduce((all, next) => Buffer.concat([pad(all, 4), next]));
  return Buffer.concat([Buffer.from([order.charCodeAt(0), 4, 1, 1]), number(content.length), number(7), number(fields.length), pad(fields, 8), content]);
};

test.each(['l', 'B'] as const)('reads a signal in byte order %s', (order) => {
  const bytes = signal(order, 'org.example', '', ':1.42');
  expect(firstMessage(Buffer.concat([bytes, bytes]))).toEqual({
    length: bytes.length,
    signal: { interface: 'org.freedesktop.DBus', member: 'NameOwnerChanged', body: ['org.example', '', ':1.42'] },
  });
});

test('waits for the rest of a message that has arrived in part', () => {
  const bytes = signal('l', 'org.example', '', ':1.42');
  for (let length = 0; length < bytes.length; length += 1) expect(firstMessage(bytes.subarray(0, length))).toBeUndefined();
});

test('a call is one whole message and no signal', () => {
  const bytes = busCall(3, 'AddMatch', "type='signal'");
  expect(firstMessage(bytes)).toEqual({ length: bytes.length });
});

test('comes to an end with any bytes of a signal changed', () => {
  const whole = signal('l', 'org.example', '', ':1.42');
  const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 });
  fc.assert(
    fc.property(changes, (changed) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changed) bytes[at] = value;
      const message = firstMessage(bytes);
      return message === undefined || (message.length >= 16 && message.length <= bytes.length);
    }),
    { numRuns: 5000, seed: 20_261 },
  );
});
