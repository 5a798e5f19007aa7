import { createHash, createHmac } from 'node:crypto';

export interface SigningKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

export interface RequestToSign {
  keys: SigningKeys;
  host: string;
  /** Path of the address; the request is a POST without a query. */
  path: string;
  /** All that is signed besides the host and what signing adds; names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
  date: Date;
}

/**
 * Signature version 4 of JSON calls to one service in one region: the headers to send. The key that a day's signatures are made with is kept, as
 * AWS means it to be; with the SDK's signer, signing is a third of what a call costs.
 */
export class RequestSigner {
  readonly #region: string;
  readonly #service: string;
  #made: { from: string; key: Buffer } | undefined;

  constructor({ region, service }: { region: string; service: string }) {
    this.#region = region;
    this.#service = service;
  }

  sign({ keys, host, path, headers, body, date }: RequestToSign): Record<string, string> {
    const at = date.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
    const day = at.slice(0, 8);
    const all: Record<string, string> = { ...headers, host, 'x-amz-date': at, ...(keys.sessionToken !== undefined && { 'x-amz-security-token': keys.sessionToken }) };
    const names = Object.keys(all).sort();
    const signed = names.join(';');
    const canonical = `POST\n${twiceEncoded(path)}\n\n${names.map((name) => `${name}:${all[name] ?? ''}\n`).join('')}\n${signed}\n${sha256(body)}`;
    const scope = `${day}/${this.#region}/${this.#service}/aws4_request`;
    const signature = createHmac('sha256', this.#key(keys, day)).update(`AWS4-HMAC-SHA256\n${at}\n${scope}\n${sha256(canonical)}`).digest('hex');
    return { ...all, authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}` };
  }

  #key({ secretAccessKey }: SigningKeys, day: string): Buffer {
    const from = `${day} ${secretAccessKey}`;
    if (this.#made?.from !== from) {
      const key = [day, this.#region, this.#service, 'aws4_request'].reduce<string | Buffer>((secret, part) => createHmac('sha256', secret).update(part).digest(), `AWS4${secretAccessKey}`);
      this.#made = { from, key: key as Buffer };
    }
    return this.#made.key;
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The path as it is sent, encoded once more, but for its slashes. */
const twiceEncoded = (path: string): string =>
  path === '/' ? path : encodeURIComponent(path).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%2F', '/');
