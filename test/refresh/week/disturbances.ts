import type { RefreshScheduler } from '../../../electron/refresh/refresh-scheduler';
import type { SimulatedAws } from './aws';
import { DAY, HOUR, MINUTE, SECOND, type Week, type WeekFigures } from './figures';
import type { World } from './world';

export interface Disturbed {
  world: World;
  aws: SimulatedAws;
  refresh: RefreshScheduler;
  week: Week;
  figures: WeekFigures;
}

const CLOCK_STEPS = [HOUR, -HOUR, DAY, -DAY, 5 * MINUTE, -5 * MINUTE];

/** What happens to a computer and to AWS in a week: sleep, outages of either, and a clock that is set wrong and right again. */
export function disturb({ world, aws, refresh, week: { random, told }, figures }: Disturbed): void {
  const between = (least: number, most: number): number => least + (most - least) * random();
  const nowAndThen = (least: number, most: number, happen: () => void): void => {
    world.at(world.now + between(least, most), () => {
      happen();
      nowAndThen(least, most, happen);
    });
  };
  let outage = false;
  const goOnline = (): void => {
    if (outage) return;
    world.online = true;
    // Electron has no event for it: the shell looks every ten seconds.
    world.at(world.now + between(0, 10 * SECOND), () => world.online && refresh.networkBack());
  };
  const setClock = (): void => {
    figures.clockSets += 1;
    world.setClock(CLOCK_STEPS[Math.floor(random() * CLOCK_STEPS.length)] ?? 0);
  };
  const wake = (): void => {
    const isSet = random() < 0.2;
    if (isSet) setClock();
    world.wake();
    world.online = false;
    world.at(world.now + between(0, 20 * SECOND), goOnline);
    // Where no clock goes on in sleep, one that is set meanwhile cannot be told from a sleep of another length.
    if (random() < told || (isSet && !world.countsSleep)) refresh.wake();
  };
  nowAndThen(2 * HOUR, 16 * HOUR, () => {
    if (world.asleep) return;
    figures.sleeps += 1;
    world.sleep();
    world.at(world.now + between(MINUTE, random() < 0.3 ? 30 * HOUR : 3 * HOUR), wake);
  });
  nowAndThen(3 * HOUR, 30 * HOUR, () => {
    figures.outages += 1;
    outage = true;
    world.online = false;
    world.at(world.now + between(SECOND, random() < 0.3 ? 14 * HOUR : HOUR), () => {
      outage = false;
      goOnline();
    });
  });
  nowAndThen(12 * HOUR, 48 * HOUR, () => {
    figures.awsOutages += 1;
    aws.up = false;
    world.at(world.now + between(MINUTE, 8 * HOUR), () => (aws.up = true));
  });
  nowAndThen(10 * HOUR, 40 * HOUR, setClock);
}
