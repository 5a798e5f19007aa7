/** A self-signed certificate for 127.0.0.1, written by hand in DER: Node can read certificates and not make them. */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const DAY = 24 * 60 * 60 * 1000;
const SIGNED_WITH = '1.2.840.10045.4.3.2'; // ecdsa-with-SHA256
const COMMON_NAME = '2.5.4.3';
const SUBJECT_ALTERNATIVE = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';

/** PEM of a key and its certificate, good for `days`. */
export function selfSignedCertificate({ name, now, days }: { name: string; now: number; days: number }): { key: string; certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const algorithm = sequence(objectId(SIGNED_WITH));
  const called = sequence(tagged(0x31, sequence(objectId(COMMON_NAME), tagged(0x0c, Buffer.from(name)))));
  // A leading 1 keeps the serial positive.
  const serial = tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(12)]));
  const extension = (id: string, value: Buffer): Buffer => sequence(objectId(id), tagged(0x04, value));
  const extensions = tagged(
    0xa3,
    sequence(
      extension(SUBJECT_ALTERNATIVE, sequence(tagged(0x87, Buffer.from([127, 0, 0, 1])))),
      extension(BASIC_CONSTRAINTS, sequence(tagged(0x01, Buffer.from([0xff])))),
    ),
  );
  const toSign = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    serial,
    algorithm,
    called,
    sequence(time(now - DAY), time(now + days * DAY)),
    called,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  );
  const signature = sign('sha256', toSign, createPrivateKey(key));
  const der = sequence(toSign, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return { key, certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` };
}

function tagged(tag: number, content: Buffer): Buffer {
  const length = content.length;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = rest.flatMap((part) => {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return tagged(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

/** `20261121143000Z` */
const time = (at: number): Buffer => tagged(0x18, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]|\.\d{3}Z/g, '')}Z`));
