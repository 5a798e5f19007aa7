import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { INVOKE_CHANNEL, TOPIC_CHANNEL } from '../../shared/ipc/channels';
import { topics, type TopicName } from '../../shared/ipc/contract';
import type { Dispatch } from './dispatch';
import { isTrustedSender } from './sender';
import { publishTopics, snapshotOf, type TopicSources } from './topics';

const isTopicName = (name: unknown): name is TopicName => typeof name === 'string' && Object.hasOwn(topics, name);

const refusal = { ok: false, error: { code: 'unsupported', message: 'This page may not speak to Berth.' } } as const;

/**
 * Opens the two channels to our own windows, and to nothing else. What goes there goes as JSON: an object is copied value by value twice on its
 * way into the page, which for a screen of rows takes longer than finding them. Answers how to close the channels.
 */
export function registerIpc(dispatch: Dispatch, sources: TopicSources): () => void {
  const subscribers = new Map<WebContents, Set<TopicName>>();

  const trusted = (event: IpcMainInvokeEvent): boolean =>
    isTrustedSender({ url: event.senderFrame?.url, isMainFrame: event.senderFrame?.parent === null });

  ipcMain.handle(INVOKE_CHANNEL, async (event, name: unknown, input: unknown) =>
    JSON.stringify(trusted(event) ? await dispatch(name, input) : refusal),
  );

  ipcMain.handle(TOPIC_CHANNEL, (event, name: unknown) => {
    if (!trusted(event) || !isTopicName(name)) return;
    const contents = event.sender;
    let names = subscribers.get(contents);
    if (names === undefined) {
      names = new Set();
      subscribers.set(contents, names);
      contents.once('destroyed', () => subscribers.delete(contents));
    }
    names.add(name);
    contents.send(TOPIC_CHANNEL, name, JSON.stringify(snapshotOf(sources, name)));
  });

  const stop = publishTopics(sources, (name, payload) => {
    const text = JSON.stringify(payload);
    for (const [contents, names] of subscribers) {
      if (names.has(name) && !contents.isDestroyed()) contents.send(TOPIC_CHANNEL, name, text);
    }
  });
  return () => {
    stop();
    ipcMain.removeHandler(INVOKE_CHANNEL);
    ipcMain.removeHandler(TOPIC_CHANNEL);
  };
}
