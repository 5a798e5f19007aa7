import type { TopicName, TopicPayload } from '../../shared/ipc/contract';
import type { BerthClient } from '../bridge/berth-client';

/** The latest snapshot of one topic; `undefined` until the first one has arrived. */
export class TopicState<N extends TopicName> {
  #current = $state.raw<TopicPayload<N>>();
  readonly #end: () => void;

  constructor(client: BerthClient, topic: N) {
    this.#end = client.subscribe(topic, (payload) => {
      this.#current = payload;
    });
  }

  get current(): TopicPayload<N> | undefined {
    return this.#current;
  }

  close(): void {
    this.#end();
  }
}
