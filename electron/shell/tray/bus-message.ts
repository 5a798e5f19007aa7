/** The little of the D-Bus wire format that watching for a tray needs: calls to the bus itself, and signals that arrive. */
const CALL = 1;
const SIGNAL = 4;
const FIELD = { path: 1, interface: 2, member: 3, destination: 6, signature: 8 } as const;

export interface BusSignal {
  interface: string;
  member: string;
  /** The strings of its body, when it is made of strings only. */
  body: readonly string[];
}

const pad = (length: number, to: number): number => Math.ceil(length / to) * to;

const uint32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
};
const text = (value: string): Buffer => Buffer.concat([uint32(Buffer.byteLength(value)), Buffer.from(`${value}\0`)]);

const field = (code: number, type: string, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([code, 1]), Buffer.from(`${type}\0`), value]);
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(pad(bytes.length, 8) - bytes.length)]);

/** A call of one of the bus's own methods, little-endian, with no argument or one string. */
export function busCall(serial: number, member: string, argument?: string): Buffer {
  const body = argument === undefined ? Buffer.alloc(0) : text(argument);
  const bus = 'org.freedesktop.DBus';
  const fields = [
    field(FIELD.path, 'o', text('/org/freedesktop/DBus')),
    field(FIELD.interface, 's', text(bus)),
    field(FIELD.member, 's', text(member)),
    field(FIELD.destination, 's', text(bus)),
    ...(argument === undefined ? [] : [field(FIELD.signature, 'g', Buffer.from('\x01s\0'))]),
  ].reduce((all, next) => Buffer.concat([padded(all), next]));
  const head = Buffer.concat([Buffer.from(['l'.charCodeAt(0), CALL, 0, 1]), uint32(body.length), uint32(serial)]);
  // Every field begins on eight bytes, and so does the body; the padding before that is not counted in the fields.
  return Buffer.concat([head, uint32(fields.length), padded(fields), body]);
}

/** The first message of what has arrived: its bytes and, if it is one, the signal; undefined until all of it is there. */
export function firstMessage(bytes: Buffer): { length: number; signal?: BusSignal } | undefined {
  if (bytes.length < 16) return undefined;
  const big = bytes[0] === 'B'.charCodeAt(0);
  // A length that points beyond the end reads as nothing: the bus checks messages, but not for us.
  const number = (at: number): number => {
    if (at + 4 > bytes.length) return 0;
    return big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  };
  const bodyStart = 16 + pad(number(12), 8);
  const length = bodyStart + number(4);
  if (bytes.length < length) return undefined;
  if (bytes[1] !== SIGNAL) return { length };

  const stringAt = (at: number): string => bytes.toString('utf8', at + 4, at + 4 + number(at));
  const found = { interface: '', member: '', signature: '' };
  for (let at = 16; at < 16 + number(12); ) {
    const code = bytes[at];
    const type = String.fromCharCode(bytes[at + 2] ?? 0);
    const value = at + 4;
    if (code === FIELD.interface) found.interface = stringAt(value);
    if (code === FIELD.member) found.member = stringAt(value);
    if (type === 'g') found.signature = bytes.toString('utf8', value + 1, value + 1 + (bytes[value] ?? 0));
    const size = type === 'g' ? (bytes[value] ?? 0) + 2 : type === 'u' ? 4 : number(value) + 5;
    at = pad(value + size, 8);
  }
  const body: string[] = [];
  for (let at = bodyStart; /^s+$/.test(found.signature) && at < length; ) {
    const value = stringAt(at);
    body.push(value);
    at = bodyStart + pad(at - bodyStart + 5 + Buffer.byteLength(value), 4);
  }
  return { length, signal: { interface: found.interface, member: found.member, body } };
}
