import { createContext } from 'svelte';
import { toAppError } from '../../shared/errors';
import type { CommandInput, CommandName, CommandOutput } from '../../shared/ipc/contract';
import type { BerthClient } from '../bridge/berth-client';
import { Arrangement } from './arrangement.svelte';
import { Clock } from './clock.svelte';
import { Toasts } from './toasts.svelte';
import { TopicState } from './topic.svelte';
import { Workspace } from './workspace.svelte';

/** Everything a screen reads and calls: the topics, the commands, the view's own state. One per window. */
export class WindowState {
  readonly client: BerthClient;
  readonly app: TopicState<'app'>;
  readonly profiles: TopicState<'profiles'>;
  readonly sessions: TopicState<'sessions'>;
  readonly sso: TopicState<'sso'>;
  readonly questions: TopicState<'questions'>;
  readonly dockerConfig: TopicState<'dockerConfig'>;
  readonly docker: TopicState<'docker'>;
  readonly jobs: TopicState<'jobs'>;
  readonly inventory: TopicState<'inventory'>;
  readonly watches: TopicState<'watches'>;
  readonly toasts = new Toasts();
  readonly workspace = new Workspace();
  readonly arrangement: Arrangement;
  readonly clock: Clock;

  constructor(client: BerthClient, time: () => number) {
    this.client = client;
    this.app = new TopicState(client, 'app');
    this.profiles = new TopicState(client, 'profiles');
    this.sessions = new TopicState(client, 'sessions');
    this.sso = new TopicState(client, 'sso');
    this.questions = new TopicState(client, 'questions');
    this.dockerConfig = new TopicState(client, 'dockerConfig');
    this.docker = new TopicState(client, 'docker');
    this.jobs = new TopicState(client, 'jobs');
    this.inventory = new TopicState(client, 'inventory');
    this.watches = new TopicState(client, 'watches');
    this.arrangement = new Arrangement(
      () => this.app.current?.settings,
      (change) => void this.run('settings.change', change),
    );
    this.clock = new Clock(time, 1_000);
  }

  /** Runs a command and says how it went; `undefined` when it failed (the person has been told). */
  async run<N extends CommandName>(
    name: N,
    input: CommandInput<N>,
    done?: string,
  ): Promise<{ value: CommandOutput<N> } | undefined> {
    try {
      const value = await this.client.invoke(name, input);
      if (done !== undefined) this.toasts.good(done);
      return { value };
    } catch (thrown) {
      const error = toAppError(thrown);
      this.toasts.bad(error.message, error.hint);
      return undefined;
    }
  }

  /** Puts text on the clipboard, through main: the window itself may not. */
  async copy(text: string, what: string): Promise<void> {
    await this.run('clipboard.write', { text }, `${what} copied`);
  }

  /** Whether each topic has told its first snapshot: the window is shown with all of them at once. */
  get isFilled(): boolean {
    return this.#topics.every(({ current }) => current !== undefined);
  }

  close(): void {
    for (const topic of this.#topics) topic.close();
    this.clock.close();
  }

  get #topics(): readonly { readonly current: unknown; close(): void }[] {
    const { app, profiles, sessions, sso, questions, dockerConfig, docker, jobs, inventory, watches } = this;
    return [app, profiles, sessions, sso, questions, dockerConfig, docker, jobs, inventory, watches];
  }
}

export const [windowState, setWindowState] = createContext<WindowState>();
