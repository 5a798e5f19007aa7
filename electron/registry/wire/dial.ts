/** Opens connections: plain on loopback, TLS elsewhere, through a proxy's tunnel where the environment names one. */
import { connect, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AppError } from '../../../shared/errors';
import { connectionError } from '../registry-errors';
import { proxyFor } from './proxy';
import type { Trust } from './trust';

export interface DialOptions {
  url: URL;
  onread: OnReadOpts;
  /** Milliseconds in which it must be connected, TLS and tunnel included. */
  within: number;
  env: Readonly<Record<string, string | undefined>>;
  trust: Trust;
  signal: AbortSignal;
}

/** `reads`: the socket reads into the buffers of `onread`. @throws AppError `network`, `timeout`, `cancelled`. */
export async function dial({ url, onread, within, env, trust, signal }: DialOptions): Promise<{ socket: Socket; reads: boolean }> {
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  const host = bare(url.hostname);
  const proxy = proxyFor(url, env);
  const waiting = { within, signal, host: proxy?.host ?? url.host };
  const tls = { servername: isAddress(host) ? '' : host, ...(secure && trust.options(url.host)) };
  if (proxy === undefined) {
    // Node's types leave `onread` out for TLS; the socket takes it all the same.
    const socket = secure ? connectTls(Object.assign({ host, port, ...tls }, { onread })) : connect({ host, port, onread });
    if (secure) trust.learn(url.host, socket);
    await ready(socket, secure ? 'secureConnect' : 'connect', waiting);
    return { socket, reads: true };
  }
  const tunnel = connect({ host: bare(proxy.hostname), port: Number(proxy.port) || 80 });
  await ready(tunnel, 'connect', waiting);
  await openTunnel(tunnel, { target: `${url.hostname}:${port}`, proxy, ...waiting });
  if (!secure) return { socket: tunnel, reads: false };
  const socket = connectTls({ socket: tunnel, host, ...tls });
  await ready(socket, 'secureConnect', { ...waiting, host: url.host });
  return { socket, reads: false };
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':');

interface Waiting {
  within: number;
  signal: AbortSignal;
  host: string;
}

function ready(socket: Socket, event: 'connect' | 'secureConnect', { within, signal, host }: Waiting): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(new AppError('timeout', `${host} does not answer.`, { hint: 'Check the network and try again.' })), within);
    const abort = (): void => end(new AppError('cancelled', 'Cancelled.', { cause: signal.reason }));
    const fail = (thrown: Error): void => end(connectionError(thrown, host));
    const gone = (): void => end(connectionError(new Error('closed'), host));
    const end = (error?: AppError): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off(event, done).off('error', fail).off('close', gone);
      if (error === undefined) return resolve();
      socket.on('error', () => undefined).destroy();
      reject(error);
    };
    const done = (): void => end();
    socket.once(event, done).once('error', fail).once('close', gone);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}

const TUNNEL_HEAD_LIMIT = 16 * 1024;

function openTunnel(socket: Socket, { target, proxy, within, signal, host }: Waiting & { target: string; proxy: URL }): Promise<void> {
  const login = proxy.username === '' ? '' : `proxy-authorization: Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}\r\n`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n${login}\r\n`);
  return new Promise((resolve, reject) => {
    let head = '';
    const timer = setTimeout(() => end(refused(host, 'it does not answer')), within);
    const abort = (): void => end(new AppError('cancelled', 'Cancelled.', { cause: signal.reason }));
    const gone = (): void => end(refused(host, 'it hung up'));
    const read = (bytes: Buffer): void => {
      head += bytes.toString('latin1');
      if (head.length > TUNNEL_HEAD_LIMIT) return end(refused(host, 'its answer is too long'));
      // The registry speaks only when asked, so nothing follows the head.
      if (!head.endsWith('\r\n\r\n')) return;
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
      end(status?.startsWith('2') === true ? undefined : refused(host, `it answered ${status ?? 'something that is not HTTP'}`));
    };
    const end = (error?: AppError): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('data', read).off('close', gone).off('error', gone);
      socket.pause();
      if (error === undefined) return resolve();
      socket.on('error', () => undefined).destroy();
      reject(error);
    };
    socket.on('data', read).once('close', gone).once('error', gone);
    signal.addEventListener('abort', abort);
  });
}

const refused = (host: string, why: string): AppError =>
  new AppError('network', `The proxy ${host} does not let Berth through: ${why}.`, { hint: 'Check HTTPS_PROXY and NO_PROXY.' });
