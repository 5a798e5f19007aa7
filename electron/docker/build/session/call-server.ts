/** The few calls that the engine makes of us while it builds: gRPC, unary, over the connection that it keeps open. */
import { createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/** Answers one call: request message in, answer message out. Failing answers “unknown”. */
export type Call = (request: Buffer) => Promise<Buffer>;

const UNKNOWN = '2';
const UNIMPLEMENTED = '12';
/** No call of ours has more to say. */
const MAX_REQUEST = 1024 * 1024;

/** Serves `calls` (path → answer) on a connection that is open already; what is not among them is unimplemented. Answers how to hang up. */
export function serveCalls(connection: Duplex, calls: ReadonlyMap<string, Call>): () => void {
  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    void answer(stream, headers, calls);
  });
  server.on('sessionError', () => undefined);
  connection.on('error', () => undefined);
  // A TLS connection was agreed to be HTTP/1.1 before it was upgraded; Node's server would refuse it for that.
  server.emit('connection', connection instanceof TLSSocket ? Duplex.from({ readable: connection, writable: connection }) : connection);
  return () => {
    connection.destroy();
    server.close();
  };
}

/** Never throws: whatever goes wrong becomes the call's status. */
async function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, calls: ReadonlyMap<string, Call>): Promise<void> {
  const refuse = (status: string): void => {
    if (!stream.destroyed && !stream.headersSent) stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': status }, { endStream: true });
  };
  try {
    const call = calls.get(String(headers[':path']));
    if (call === undefined) return refuse(UNIMPLEMENTED);
    const message = await call(await requestOf(stream));
    if (stream.destroyed) return;
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([head, message]));
  } catch {
    refuse(UNKNOWN);
  }
}

/** The one message of a call: a flag (no compression was agreed to), its length in four bytes, itself. */
async function requestOf(stream: ServerHttp2Stream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_REQUEST) throw new RangeError('The request is too long.');
  }
  const all = Buffer.concat(chunks);
  if (all.length < 5 || all[0] !== 0 || all.readUInt32BE(1) !== all.length - 5) throw new RangeError('The request is cut.');
  return all.subarray(5);
}
