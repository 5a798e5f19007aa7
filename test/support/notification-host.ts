import { Message, MessageType, sessionBus, type MessageBus } from 'dbus-next';

const NOTIFICATIONS = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';

/** A notice as the desktop was asked to show it. */
export interface ShownNotice {
  id: number;
  title: string;
  body: string;
}

/** A desktop's notices of the tests' own (Desktop Notifications Specification 1.2). */
export interface NotificationHost {
  readonly shown: readonly ShownNotice[];
  /** A click on the notice itself. */
  click(notice: ShownNotice): void;
  close(): Promise<void>;
}

/** Takes the notices of this session bus. Rejects where somebody takes them already. */
export const startNotificationHost = async (): Promise<NotificationHost> => {
  const bus = sessionBus();
  const shown: ShownNotice[] = [];
  bus.addMethodHandler((message: Message) => answer(bus, message, shown));
  if ((await bus.requestName(NOTIFICATIONS, 4)) !== 1) throw new Error('Somebody else shows the notices of this session bus.');
  return {
    shown,
    click: ({ id }) => bus.send(Message.newSignal(PATH, NOTIFICATIONS, 'ActionInvoked', 'us', [id, 'default'])),
    close: async () => {
      await bus.releaseName(NOTIFICATIONS);
      bus.disconnect();
    },
  };
};

const answer = (bus: MessageBus, message: Message, shown: ShownNotice[]): boolean => {
  if (message.type !== MessageType.METHOD_CALL || message.interface !== NOTIFICATIONS) return false;
  switch (message.member) {
    case 'GetCapabilities':
      bus.send(Message.newMethodReturn(message, 'as', [['actions', 'body']]));
      return true;
    case 'GetServerInformation':
      bus.send(Message.newMethodReturn(message, 'ssss', ['berth-test', 'berth', '1', '1.2']));
      return true;
    case 'Notify': {
      const id = shown.length + 1;
      shown.push({ id, title: String(message.body[3]), body: String(message.body[4]) });
      bus.send(Message.newMethodReturn(message, 'u', [id]));
      return true;
    }
    case 'CloseNotification':
      bus.send(Message.newMethodReturn(message, '', []));
      return true;
    default:
      return false;
  }
};
