import { Message, MessageFlag, MessageType, sessionBus, Variant, type MessageBus } from 'dbus-next';
import { readMenu, type MenuLine } from './tray-menu-layout';
import { until } from './until';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const MENU = 'com.canonical.dbusmenu';
const ITEM = 'org.kde.StatusNotifierItem';

/** A desktop's tray of the tests' own: applications put their icons into it through D-Bus as on a real panel. */
export interface TrayHost {
  /** Waits for an application's icon; the newest counts. */
  waitForItem(): Promise<void>;
  /** How many icons were put here so far. */
  registrations(): number;
  menu(): Promise<readonly MenuLine[]>;
  /** Every label with those in front of it: `['dev: signed out', 'Sign in']`. */
  labels(): Promise<string[]>;
  /** Waits until some line of the menu matches, and returns its label. */
  waitForLabel(pattern: RegExp): Promise<string>;
  /** Clicks the line reached by these labels, a submenu first; waits for it to be there. */
  click(...path: readonly (RegExp | string)[]): Promise<void>;
  /** A click on the icon itself. */
  activate(): Promise<void>;
  tooltip(): Promise<string>;
  /** The icon as the application gives it, by name or as pixels; equal texts are equal icons. */
  icon(): Promise<string>;
  close(): Promise<void>;
}

interface Item {
  service: string;
  path: string;
}

/** Puts up a tray on the session bus. Rejects where another one is there already. */
export const startTrayHost = async (): Promise<TrayHost> => {
  const bus = sessionBus();
  const items: Item[] = [];
  bus.addMethodHandler((message: Message) => answer(bus, message, items));
  if ((await bus.requestName(WATCHER, 4)) !== 1) throw new Error('Another tray is on this session bus.');

  const item = (): Promise<Item> => until('an icon in the tray', async () => items.at(-1));
  const property = async (name: string): Promise<unknown> => {
    const { service, path } = await item();
    const [value] = await call(bus, { destination: service, path, interface: PROPERTIES, member: 'Get', signature: 'ss', body: [ITEM, name] });
    return (value as Variant<unknown>).value;
  };
  const onMenu = async (member: string, signature: string, body: unknown[]): Promise<unknown[]> => {
    const { service } = await item();
    return call(bus, { destination: service, path: String(await property('Menu')), interface: MENU, member, signature, body });
  };
  const menu = async (): Promise<readonly MenuLine[]> => readMenu((await onMenu('GetLayout', 'iias', [0, -1, []]))[1]);
  const find = async (path: readonly (RegExp | string)[]): Promise<MenuLine | undefined> => {
    let lines = await menu();
    let found: MenuLine | undefined;
    for (const wanted of path) {
      found = lines.find(({ label }) => (typeof wanted === 'string' ? label === wanted : wanted.test(label)));
      lines = found?.children ?? [];
    }
    return found?.enabled === true ? found : undefined;
  };

  return {
    waitForItem: async () => void (await item()),
    registrations: () => items.length,
    menu,
    labels: async () => flat(await menu()),
    waitForLabel: (pattern) =>
      until(`a line ${pattern} in the tray`, async () => flat(await menu()).find((label) => pattern.test(label))),
    click: async (...path) => {
      const { id } = await until(`the line ${path.join(' → ')} in the tray`, () => find(path));
      const { service } = await item();
      const body = [id, 'clicked', new Variant('i', 0), 0];
      // No answer is waited for: a click on Quit ends the one who would give it.
      bus.send(new Message({ destination: service, path: String(await property('Menu')), interface: MENU, member: 'Event', signature: 'isvu', body, flags: MessageFlag.NO_REPLY_EXPECTED }));
    },
    activate: async () => {
      const { service, path } = await item();
      await call(bus, { destination: service, path, interface: ITEM, member: 'Activate', signature: 'ii', body: [0, 0] });
    },
    tooltip: async () => ((await property('ToolTip')) as unknown[]).slice(2).join(''),
    icon: async () => {
      const { service, path } = await item();
      const [all] = await call(bus, { destination: service, path, interface: PROPERTIES, member: 'GetAll', signature: 's', body: [ITEM] });
      const { IconName, IconPixmap } = all as Record<string, Variant<unknown> | undefined>;
      return JSON.stringify([IconName?.value, IconPixmap?.value]);
    },
    close: async () => {
      await bus.releaseName(WATCHER);
      bus.disconnect();
    },
  };
};

const flat = (lines: readonly MenuLine[]): string[] => lines.flatMap(({ label, children }) => [label, ...flat(children)]);

const call = async (bus: MessageBus, message: ConstructorParameters<typeof Message>[0]): Promise<unknown[]> =>
  (await bus.call(new Message(message)))?.body ?? [];

/** The watcher's own side: says that a panel shows icons, and takes note of every icon offered. */
const answer = (bus: MessageBus, message: Message, items: Item[]): boolean => {
  if (message.type !== MessageType.METHOD_CALL) return false;
  if (message.interface === WATCHER && message.member === 'RegisterStatusNotifierItem') {
    const name = String(message.body[0]);
    // Some send the object's path, some the name of a service that has it at the usual one.
    items.push(name.startsWith('/') ? { service: message.sender, path: name } : { service: name, path: '/StatusNotifierItem' });
    bus.send(Message.newMethodReturn(message, '', []));
    return true;
  }
  if (message.interface !== PROPERTIES || message.body[0] !== WATCHER) return false;
  const known: Record<string, Variant> = {
    IsStatusNotifierHostRegistered: new Variant('b', true),
    ProtocolVersion: new Variant('i', 0),
    RegisteredStatusNotifierItems: new Variant('as', items.map(({ service, path }) => service + path)),
  };
  if (message.member === 'GetAll') bus.send(Message.newMethodReturn(message, 'a{sv}', [known]));
  else if (message.member === 'Get') bus.send(Message.newMethodReturn(message, 'v', [known[String(message.body[1])] ?? new Variant('s', '')]));
  else return false;
  return true;
};
