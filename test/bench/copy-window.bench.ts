/** Four copies at once while a person looks at them: how smoothly the window draws, and how long main keeps anybody waiting. */
import { afterAll, beforeAll, expect } from 'vitest';
import { command } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { NO_DOCKER } from '../support/with-berth';
import { copyInWindow } from './contenders';
import { processWithPort, type Place } from './process-with-port';
import { measureInside } from './program';
import { SHAPES } from './synthetic-image';

/** What the page saw, in milliseconds but for `frames`. */
interface Watched {
  seconds: number;
  frames: number;
  worstFrame: number;
  longTasks: number[];
}

const COPIES = 4;

requires('display', 'keyring').describe('four copies while the window is watched', () => {
  let berth: RunningBerth;
  const places: Place[] = [];

  beforeAll(async () => {
    const { platforms, layers, bytes } = SHAPES.a;
    // A target for each: in one registry the same layer would go over once, and be mounted for the others.
    for (const image of [[platforms, layers, bytes], ...Array.from({ length: COPIES }, () => [0, 0, 0])]) places.push(await processWithPort('blank-registry.mjs', image));
    berth = await launchBerth({ env: NO_DOCKER });
    await command(berth.page, 'settings.change', { transfersAtOnce: COPIES });
    // The list of jobs: every layer is drawn.
    await berth.page.keyboard.press('Control+j');
  }, 120_000);
  afterAll(async () => {
    await berth?.close();
    for (const place of places) await place.close();
  });

  /** Frames and long tasks until `work` ends; the page counts them itself. */
  const watched = async (work: () => Promise<void>): Promise<Watched> => {
    await berth.page.evaluate(() => {
      const seen = { start: performance.now(), last: performance.now(), frames: 0, worstFrame: 0, longTasks: [] as number[], on: true };
      Object.assign(globalThis, { benchSeen: seen });
      new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
      const frame = (now: number): void => {
        seen.frames += 1;
        seen.worstFrame = Math.max(seen.worstFrame, now - seen.last);
        seen.last = now;
        if (seen.on) requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    await work();
    return berth.page.evaluate(() => {
      const { benchSeen: seen } = globalThis as unknown as { benchSeen: Watched & { start: number; on: boolean } };
      seen.on = false;
      return { seconds: (performance.now() - seen.start) / 1000, frames: seen.frames, worstFrame: seen.worstFrame, longTasks: seen.longTasks };
    });
  };

  /** The longest that main's event loop was busy without a break, by a timer that should fire every 5 ms. */
  const mainDelay = async (work: () => Promise<void>): Promise<number> => {
    await berth.app.evaluate(() => {
      const late = { worst: 0, last: performance.now() };
      Object.assign(globalThis, { benchLate: late, benchTimer: setInterval(() => {
        const now = performance.now();
        late.worst = Math.max(late.worst, now - late.last - 5);
        late.last = now;
      }, 5) });
    });
    await work();
    return berth.app.evaluate(() => {
      const { benchLate, benchTimer } = globalThis as unknown as { benchLate: { worst: number }; benchTimer: NodeJS.Timeout };
      clearInterval(benchTimer);
      return benchLate.worst;
    });
  };

  const report = async (name: string, work: () => Promise<void>): Promise<Watched> => {
    let seen: Watched | undefined;
    let late = 0;
    const { processor, memory } = await measureInside(berth.pid, async () => {
      late = await mainDelay(async () => void (seen = await watched(work)));
    });
    const { seconds, frames, worstFrame, longTasks } = seen as unknown as Watched;
    const slow = longTasks.length === 0 ? 'no task over 50 ms' : `${longTasks.length} tasks over 50 ms, the longest ${Math.max(...longTasks).toFixed(0)} ms`;
    console.log(`${name}: ${(frames / seconds).toFixed(0)} frames a second, the longest frame ${worstFrame.toFixed(0)} ms, ${slow} in the window; main at most ${late.toFixed(0)} ms late; ${processor.toFixed(1)} s of processor in ${seconds.toFixed(1)} s, ${memory.toFixed(0)} MiB`);
    return seen as unknown as Watched;
  };

  requires('display').test(
    'idle, and with four copies',
    async () => {
      const [source, ...targets] = places.map(({ host }) => host);
      await report('idle', () => new Promise((resolve) => setTimeout(resolve, 3000)));
      const copies = targets.map((target) => ({ from: `${source}/t/a:x`, to: `${target}/copy/a:x` }));
      const seen = await report('four copies', async () => void (await Promise.all(copies.map((copy) => copyInWindow(berth, copy)))));
      expect(seen.frames).toBeGreaterThan(0);
    },
    600_000,
  );
});
