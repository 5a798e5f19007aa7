import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createSecureContext, rootCertificates, type ConnectionOptions, type SecureContext } from 'node:tls';

/** Whom TLS connections trust, made once for all of them, and what lets a further connection to the same host skip most of the handshake. */
export class Trust {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #sessions = new Map<string, Buffer>();
  #context: { made: SecureContext | undefined } | undefined;

  /** NODE_EXTRA_CA_CERTS is read from `env`. */
  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
  }

  options(host: string): Pick<ConnectionOptions, 'secureContext' | 'session'> {
    // Reading a hundred and more certificates for every connection takes longer than all of its handshake.
    this.#context ??= { made: extraCertificates(this.#env) };
    const secureContext = this.#context.made;
    const session = this.#sessions.get(host);
    return { ...(secureContext !== undefined && { secureContext }), ...(session !== undefined && { session }) };
  }

  /** Keeps the newest session that a host hands out; only its own certificate made it possible. */
  learn(host: string, socket: Socket): void {
    socket.on('session', (session: Buffer) => void this.#sessions.set(host, session));
  }
}

/** As Node does at its start; inside Electron nobody else reads the variable. */
function extraCertificates({ NODE_EXTRA_CA_CERTS: file }: Readonly<Record<string, string | undefined>>): SecureContext | undefined {
  if (file === undefined || file === '') return undefined;
  try {
    return createSecureContext({ ca: [...rootCertificates, readFileSync(file, 'utf8')] });
  } catch {
    return undefined;
  }
}
