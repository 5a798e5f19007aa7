import { describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors';
import { CallLimiter, RATES } from '../../../electron/inventory/crawl/pace/call-limiter';
import { PoliteCalls } from '../../../electron/inventory/crawl/pace/polite-calls';
import { WorkQueue, type Work } from '../../../electron/inventory/crawl/pace/work-queue';
import { FakeClock } from './clock';

const never = new AbortController().signal;
const throttled = (): AppError => new AppError('throttled', 'Slower, please.');

describe('the limiter', () => {
  test('lets a burst through, then as many a second as its rate', async () => {
    const clock = new FakeClock();
    const limiter = new CallLimiter(clock, 10);
    for (let call = 0; call < 10; call += 1) await limiter.take(never);
    expect(clock.at).toBe(0);
    for (let call = 0; call < 20; call += 1) await limiter.take(never);
    expect(clock.at).toBeCloseTo(2000);
  });

  test('halves once for calls that were throttled together, and again a second later', () => {
    const clock = new FakeClock();
    const limiter = new CallLimiter(clock, 40);
    limiter.throttled();
    limiter.throttled();
    expect(limiter.rate).toBe(20);
    clock.at += 1000;
    limiter.throttled();
    expect(limiter.rate).toBe(10);
  });

  test('recovers slowly after a throttling, and never goes below its least', () => {
    const clock = new FakeClock();
    const limiter = new CallLimiter(clock, 20);
    limiter.throttled();
    for (let call = 0; call < 10; call += 1) limiter.succeeded();
    expect(limiter.rate).toBeGreaterThan(13);
    expect(limiter.rate).toBeLessThan(15);
    for (let time = 0; time < 20; time += 1) {
      clock.at += 1000;
      limiter.throttled();
    }
    expect(limiter.rate).toBe(RATES.least);
  });

  test('gives back the place of a call that was cancelled while it waited', async () => {
    const clock = new FakeClock();
    const limiter = new CallLimiter(clock, 1);
    await limiter.take(never);
    await limiter.take(AbortSignal.abort());
    const before = clock.at;
    await limiter.take(never);
    expect(clock.at - before).toBe(0);
  });
});

describe('polite calls', () => {
  test('repeat what was throttled with growing pauses until it is answered', async () => {
    const clock = new FakeClock();
    const calls = new PoliteCalls(clock);
    let left = 3;
    const answer = await calls.run('one', never, () => (left-- > 0 ? Promise.reject(throttled()) : Promise.resolve('here')));
    expect(answer).toBe('here');
    expect(calls.made).toBe(4);
    expect(clock.slept.slice(0, 1)).toEqual([200]);
  });

  test('do not repeat a refusal, and give up on a network that stays away', async () => {
    const clock = new FakeClock();
    const calls = new PoliteCalls(clock);
    await expect(calls.run('one', never, () => Promise.reject(new AppError('access-denied', 'No.')))).rejects.toMatchObject({ code: 'access-denied' });
    expect(calls.made).toBe(1);
    await expect(calls.run('one', never, () => Promise.reject(new AppError('network', 'Nobody.')))).rejects.toMatchObject({ code: 'network' });
    expect(calls.made).toBe(5);
  });

  test('slow one bucket down and leave the others alone', async () => {
    const calls = new PoliteCalls(new FakeClock());
    let left = 1;
    await calls.run('throttled', never, () => (left-- > 0 ? Promise.reject(throttled()) : Promise.resolve()));
    await calls.run('other', never, () => Promise.resolve());
    expect(calls.slowest).toBeLessThan(RATES.start);
    let at = 0;
    const clock = new FakeClock();
    const alone = new PoliteCalls(clock);
    for (; at < 50; at += 1) await alone.run('other', never, () => Promise.resolve());
    expect(clock.slept).toEqual([]);
  });

  test('end as cancelled once their signal aborts', async () => {
    const calls = new PoliteCalls(new FakeClock());
    await expect(calls.run('one', AbortSignal.abort(), () => Promise.resolve())).rejects.toMatchObject({ code: 'cancelled' });
    expect(calls.made).toBe(0);
  });
});

describe('the queue', () => {
  const work = (id: string, lane: string, urgency = 3): Work => ({ id, lane, urgency });
  const order = (queue: WorkQueue<Work>): string[] => {
    const ids: string[] = [];
    for (let next = queue.next(); next !== undefined; next = queue.next()) ids.push(next.id);
    return ids;
  };

  test('gives every source its turn, however much of one there is', () => {
    const queue = new WorkQueue<Work>();
    for (const id of ['a1', 'a2', 'a3', 'a4']) queue.add(work(id, 'a'));
    for (const id of ['b1', 'c1']) queue.add(work(id, id[0] ?? ''));
    expect(order(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'a3', 'a4']);
  });

  test('gives out the urgent first, and what was raised', () => {
    const queue = new WorkQueue<Work>();
    queue.add(work('rest', 'a'));
    queue.add(work('seen', 'a'));
    queue.add(work('list', 'b', 1));
    queue.raise('seen', 'a', 2);
    expect(order(queue)).toEqual(['list', 'seen', 'rest']);
  });

  test('has the same work once, and forgets what is removed', () => {
    const queue = new WorkQueue<Work>();
    expect(queue.add(work('one', 'a'))).toBe(true);
    expect(queue.add(work('one', 'a'))).toBe(false);
    queue.add(work('two', 'a'));
    const dropped: string[] = [];
    queue.remove(({ id }) => id === 'one', ({ id }) => dropped.push(id));
    expect(dropped).toEqual(['one']);
    expect(order(queue)).toEqual(['two']);
    expect(queue.waiting).toBe(0);
  });

  test('prefers the source with the least of it running', () => {
    const queue = new WorkQueue<Work>();
    for (const id of ['a1', 'a2', 'b1', 'b2', 'b3']) queue.add(work(id, id[0] ?? ''));
    const first = [queue.next(), queue.next()];
    const b = first.find((each) => each?.lane === 'b');
    if (b !== undefined) queue.done(b);
    expect(queue.next()?.lane).toBe('b');
  });
});
