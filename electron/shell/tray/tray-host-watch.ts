import { connect } from 'node:net';
import { busCall, firstMessage, type BusSignal } from './bus-message';

const WATCHER = 'org.kde.StatusNotifierWatcher';

/** More than a bus ever sends for what is watched: something else is at the other end. */
const MOST_BYTES = 1_000_000;

export interface TrayHostWatchOptions {
  /** DBUS_SESSION_BUS_ADDRESS; without a bus on a socket file nothing is watched. */
  address: string | undefined;
  /** The person's numeric user id, as the bus wants it for its greeting. */
  uid: number;
  /** A tray came up, or came back: icons put there before are gone. */
  onTray: () => void;
}

/**
 * On Linux the tray is another program (a panel, an extension), and Electron asks for it once only. This listens on the
 * session bus for one that appears later or starts again, and costs nothing while none does. Returns how to stop.
 */
export function watchTrayHost({ address, uid, onTray }: TrayHostWatchOptions): () => void {
  const path = /(?:^|;)unix:(?:[^;]*,)?path=([^,;]+)/.exec(address ?? '')?.[1];
  if (path === undefined) return () => undefined;
  const socket = connect(decodeURIComponent(path));
  const hex = Buffer.from(String(uid)).toString('hex');
  let arrived = Buffer.alloc(0);
  let greeted = false;

  const greet = (): void => {
    const end = arrived.indexOf('\r\n');
    if (end < 0) return;
    if (!arrived.toString('latin1', 0, end).startsWith('OK ')) return void socket.destroy();
    arrived = arrived.subarray(end + 2);
    greeted = true;
    socket.write('BEGIN\r\n');
    socket.write(busCall(1, 'Hello'));
    socket.write(busCall(2, 'AddMatch', `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${WATCHER}'`));
    socket.write(busCall(3, 'AddMatch', `type='signal',interface='${WATCHER}',member='StatusNotifierHostRegistered'`));
  };
  const read = (): void => {
    for (let message = firstMessage(arrived); message !== undefined; message = firstMessage(arrived)) {
      arrived = arrived.subarray(message.length);
      if (message.signal !== undefined && isTray(message.signal)) onTray();
    }
  };

  socket.on('connect', () => socket.write(`\0AUTH EXTERNAL ${hex}\r\n`));
  socket.on('data', (bytes: Buffer) => {
    arrived = Buffer.concat([arrived, bytes]);
    if (!greeted) greet();
    if (greeted) read();
    if (arrived.length > MOST_BYTES) socket.destroy();
  });
  // Without a bus there is no tray to wait for; the window works all the same.
  socket.on('error', () => socket.destroy());
  return () => void socket.destroy();
}

function isTray({ interface: from, member, body }: BusSignal): boolean {
  if (from === WATCHER) return member === 'StatusNotifierHostRegistered';
  return member === 'NameOwnerChanged' && body[0] === WATCHER && (body[2] ?? '') !== '';
}
