import type { BerthClient } from '../bridge/berth-client';
import { TopicState } from './topic.svelte';

/** What the small window of a question reads: no more than that. */
export class QuestionState {
  readonly client: BerthClient;
  readonly app: TopicState<'app'>;
  readonly questions: TopicState<'questions'>;

  constructor(client: BerthClient) {
    this.client = client;
    this.app = new TopicState(client, 'app');
    this.questions = new TopicState(client, 'questions');
  }
}
