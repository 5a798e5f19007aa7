import type { Page } from 'playwright-core';
import type { Result } from '../../shared/errors';
import { topics, type CommandInput, type CommandName, type CommandOutput, type TopicName, type TopicPayload } from '../../shared/ipc/contract';

/** What the preload gives the page. */
export interface Bridge {
  invoke(name: unknown, input: unknown): Promise<Result<unknown>>;
  subscribe(topic: unknown, listener: (payload: unknown) => void): () => void;
}

/** The page's own way to main; also for what no contract has, to see it refused. */
export const invoke = (page: Page, name: unknown, input: unknown): Promise<Result<unknown>> =>
  page.evaluate(([name, input]) => (globalThis as unknown as { berth: Bridge }).berth.invoke(name, input), [name, input]);

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
    for (const name of names) berth.subscribe(name, (payload) => berthHeard(JSON.stringify(payload)));
  }, Object.keys(topics));
};

/** A topic's state now, as the window is told it. */
export const topic = <N extends TopicName>(page: Page, name: N): Promise<TopicPayload<N>> =>
  page.evaluate(
    (name) =>
      new Promise<unknown>((resolve) => {
        const stop = (globalThis as unknown as { berth: Bridge }).berth.subscribe(name, (payload) => {
          setTimeout(() => stop());
          resolve(payload);
        });
      }),
    name,
  ) as Promise<TopicPayload<N>>;
