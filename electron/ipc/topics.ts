import { topics, type TopicName, type TopicPayload } from '../../shared/ipc/contract';

/** Where a topic's snapshot comes from, and how to hear of its changes. */
export interface TopicSource<N extends TopicName> {
  state(): TopicPayload<N>;
  onChange(listener: () => void): () => void;
}
export type TopicSources = { [N in TopicName]: TopicSource<N> };

export const TOPIC_NAMES = Object.keys(topics) as TopicName[];

/** Runs `action` at most once per `milliseconds`: at once when quiet, and once more at the end of a burst. */
export function coalesce(action: () => void, milliseconds: number): { run: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const fire = (): void => {
    again = false;
    action();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) fire();
    }, milliseconds);
  };
  return {
    run: () => {
      if (timer === undefined) fire();
      else again = true;
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  };
}

/** A change is shown within so many milliseconds; of those that change all the time while they are read, less often. */
const PACE_MS = 50;
const SLOW: Partial<Record<TopicName, number>> = { inventory: 200 };

/** Sends a topic's snapshot to `send` on every change, coalesced. Answers how to stop. */
export function publishTopics(
  sources: TopicSources,
  send: (name: TopicName, payload: unknown) => void,
  milliseconds?: number,
): () => void {
  const stops = TOPIC_NAMES.map((name) => {
    const publish = coalesce(() => send(name, snapshotOf(sources, name)), milliseconds ?? SLOW[name] ?? PACE_MS);
    const stopListening = sources[name].onChange(publish.run);
    return () => {
      stopListening();
      publish.stop();
    };
  });
  return () => stops.forEach((stop) => stop());
}

/** The whole snapshot, stripped to what the contract names. */
export function snapshotOf(sources: TopicSources, name: TopicName): unknown {
  return topics[name].parse(sources[name].state());
}
