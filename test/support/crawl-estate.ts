import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import { Crawl } from '../../electron/inventory/crawl/crawl';
import { signedEcr } from '../../electron/inventory/crawl/ecr/signed-ecr';
import { SignedCalls } from '../../electron/inventory/crawl/ecr/signed-calls';
import type { CrawlClock, WantedSource } from '../../electron/inventory/crawl/ports';
import { InventoryStore } from '../../electron/inventory/store/inventory-store';
import type { EstateOptions } from '../../electron/sandbox/estate/estate';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { sleep } from '../../electron/timing';

/** A sandbox with an estate, and everything that fills a store from it. */
export interface CrawlEstate {
  sandbox: Sandbox;
  store: InventoryStore;
  /** Where the store is kept. */
  file: string;
  crawl: Crawl;
  /** Failures that only the log hears of. */
  logged: unknown[];
  /** Sources of the estate's registries, through each one's own profile. */
  sources: WantedSource[];
  /** The same store, filled by a new crawl: what a new start does. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const realClock = (now: () => number): CrawlClock => ({ now, ticks: () => performance.now(), sleep, random: Math.random });

/** `now` is the computer's clock, which may be wrong. */
export async function crawlEstate(estate: EstateOptions, { now = Date.now }: { now?: () => number } = {}): Promise<CrawlEstate> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-crawl-'));
  const sandbox = await startSandbox({ stateDir: join(folder, 'sandbox'), empty: true, estate });
  const { profiles, endpoint } = sandbox.description;
  const calls = new SignedCalls(now);
  const clients = new Map<string, ECRClient | ECRPUBLICClient>();
  const keysOf = (name: string) => {
    const found = profiles.find((profile) => profile.name === name);
    if (found === undefined) throw new Error(`There is no profile ${name}.`);
    return found;
  };
  const clientOf = <T extends ECRClient | ECRPUBLICClient>(key: string, make: () => T): T => {
    const client = (clients.get(key) as T | undefined) ?? make();
    clients.set(key, client);
    return client;
  };
  const ecr = signedEcr(
    {
      ecr: (profile, region) => clientOf(`${profile} ${region}`, () => new ECRClient({ region, endpoint, credentials: keysOf(profile) })),
      ecrPublic: (profile) => clientOf(profile, () => new ECRPUBLICClient({ region: 'us-east-1', endpoint, credentials: keysOf(profile) })),
    },
    calls,
  );
  const logged: unknown[] = [];
  const log = (thrown: unknown): void => void logged.push(thrown);
  const file = join(folder, 'inventory.db');
  const open = (): InventoryStore => new InventoryStore({ file, now, log });
  const crawlOver = (store: InventoryStore): Crawl => new Crawl({ ecr, store, clock: realClock(now), changed: () => undefined, log });
  const store = open();
  const made: CrawlEstate = {
    sandbox, store, file, logged,
    crawl: crawlOver(store),
    sources: profiles.filter(({ name }) => name.startsWith('estate-')).map(({ name: profile, region }) => ({ profile, region, registry: 'private', definition: 'one' })),
    restart: async () => {
      made.crawl.close();
      await made.store.close();
      made.store = open();
      made.crawl = crawlOver(made.store);
    },
    close: async () => {
      made.crawl.close();
      await made.store.close();
      calls.close();
      clients.forEach((client) => client.destroy());
      await sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
  return made;
}

/** Calls of ECR's API that the sandbox has answered so far, those that it refused included. */
export const callsOf = ({ sandbox }: CrawlEstate): number => [...sandbox.conditions.calls.values()].reduce((sum, each) => sum + each, 0);
