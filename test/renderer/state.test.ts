import { describe, expect, test } from 'vitest';
import { AppError, type Result } from '../../shared/errors';
import { BerthClient, type BerthBridge } from '../../renderer/bridge/berth-client';
import { PagedQuery, type Page } from '../../renderer/state/paged-query.svelte';
import { TopicState } from '../../renderer/state/topic.svelte';

class FakeBridge implements BerthBridge {
  answer: Result<unknown> = { ok: true, value: undefined };
  inputs: unknown[] = [];
  listeners = new Set<(payload: string) => void>();

  invoke(_name: string, input: unknown): Promise<string> {
    this.inputs.push(input);
    return Promise.resolve(JSON.stringify(this.answer));
  }
  subscribe(_topic: string, listener: (payload: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  pathOf(): string {
    return '';
  }
}

describe('the client', () => {
  test('throws what a command answered as an AppError, with its code and hint', async () => {
    const bridge = new FakeBridge();
    bridge.answer = {
      ok: false,
      error: { code: 'docker-unavailable', message: 'No Docker.', hint: 'Start it.' },
    };
    const thrown = await new BerthClient(bridge)
      .invoke('docker.reconnect', {})
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(AppError);
    expect(thrown).toMatchObject({ code: 'docker-unavailable', hint: 'Start it.' });
  });
  test('leaves out of an input what is undefined', async () => {
    const bridge = new FakeBridge();
    await new BerthClient(bridge).invoke('image.pull', { reference: 'a/b', profile: undefined });
    expect(bridge.inputs).toEqual([{ reference: 'a/b' }]);
  });
});

test('a topic holds the latest snapshot and lets go when closed', () => {
  const bridge = new FakeBridge();
  const jobs = new TopicState(new BerthClient(bridge), 'jobs');
  expect(jobs.current).toBeUndefined();
  for (const listener of bridge.listeners) listener('{"jobs":[]}');
  expect(jobs.current).toEqual({ jobs: [] });
  jobs.close();
  expect(bridge.listeners.size).toBe(0);
});

const numbers =
  (total: number, asked: number[]) =>
  ({ offset, limit }: { offset: number; limit: number }): Promise<Page<number>> => {
    asked.push(offset);
    return Promise.resolve({
      rows: Array.from({ length: Math.min(limit, total - offset) }, (_, i) => offset + i),
      total,
    });
  };
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('a paged query', () => {
  test('loads the pages in view alone, and each once', async () => {
    const asked: number[] = [];
    const query = new PagedQuery(numbers(100_000, asked), 100);
    await query.refresh();
    query.show(49_950, 50_020);
    query.show(49_950, 50_020);
    await settled();
    expect(asked).toEqual([0, 49_900, 50_000]);
    query.show(50_040, 50_080);
    await settled();
    expect(asked).toEqual([0, 49_900, 50_000, 50_100]);
    expect([query.total, query.at(50_010), query.at(70_000)]).toEqual([100_000, 50_010, undefined]);
  });
  test('drops the answer to an outdated question', async () => {
    let late: (page: Page<number>) => void = () => undefined;
    const query = new PagedQuery<number>(() => new Promise((resolve) => (late = resolve)), 10);
    const first = query.refresh();
    await query.ask(numbers(3, []));
    late({ rows: [9], total: 1 });
    await first;
    expect([query.total, query.at(0)]).toEqual([3, 0]);
  });
  test('keeps the rows it has when asking again fails, and tells the error', async () => {
    const query = new PagedQuery(numbers(3, []), 10);
    await query.refresh();
    await query.ask(() => Promise.reject(new AppError('network', 'Gone.')));
    expect([query.at(2), query.error?.code]).toEqual([2, 'network']);
    await query.ask(numbers(1, []));
    expect([query.total, query.error]).toEqual([1, undefined]);
  });
});
