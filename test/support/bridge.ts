import type { Page } from 'playwright-core';
import type { Result } from '../../shared/errors';
import { topics, type CommandInput, type CommandName, type CommandOutput, type TopicName, type TopicPayload } from '../../shared/ipc/contract';

/** What the preload gives the page. */
export interface Bridge {
  /** Answers a `Result`, as JSON. */
  invoke(name: unknown, input: unknown): Promise<string>;
  /** Tells snapshots, as JSON. */
  subscribe(topic: unknown, listener: (payload: string) => void): () => void;
}

/** The page's own way to main; also for what no contract has, to see it refused. */
export const invoke = async (page: Page, name: unknown, input: unknown): Promise<Result<unknown>> =>
  JSON.parse(await page.evaluate(([name, input]) => (globalThis as unknown as { berth: Bridge }).berth.invoke(name, input), [name, input])) as Result<unknown>;

/** Runs a command as the window would; rejects with the error's sentence when it fails. */
export const command = async <N extends CommandName>(page: Page, name: N, input: CommandInput<N>): Promise<CommandOutput<N>> => {
  const result = await invoke(page, name, input);
  if (!result.ok) throw new Error(`${name}: ${result.error.message}`);
  return result.value as CommandOutput<N>;
};

/** Puts what every topic tells the window from now on into `heard`, as JSON. */
export const hearTopics = async (page: Page, heard: string[]): Promise<void> => {
  await page.exposeFunction('berthHeard', (text: string) => void heard.push(text));
  await page.evaluate((names) => {
    const { berth, berthHeard } = globalThis as unknown as { berth: Bridge; berthHeard: (text: string) => void };
    for (const name of names) berth.subscribe(name, (payload) => berthHeard(payload));
  }, Object.keys(topics));
};

/** A topic's state now, as the window is told it. */
export const topic = async <N extends TopicName>(page: Page, name: N): Promise<TopicPayload<N>> => {
  const text = await page.evaluate(
    (name) =>
      new Promise<string>((resolve) => {
        const stop = (globalThis as unknown as { berth: Bridge }).berth.subscribe(name, (payload) => {
          setTimeout(() => stop());
          resolve(payload);
        });
      }),
    name,
  );
  return JSON.parse(text) as TopicPayload<N>;
};
