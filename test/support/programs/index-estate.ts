/**
 * Reads a whole estate once, as a process of its own: `crawl DESCRIPTION STORE-FILE STORE-WORKER` through the crawler into a store, `bare
 * DESCRIPTION` with nothing but signed requests and JSON.parse. Prints what it took; the crawl, what an unchanged refresh took, too.
 */
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { ECRClient } from '@aws-sdk/client-ecr';
import { Crawl } from '../../../electron/inventory/crawl/crawl';
import { SignedCalls } from '../../../electron/inventory/crawl/ecr/signed-calls';
import { signedEcr } from '../../../electron/inventory/crawl/ecr/signed-ecr';
import { InventoryStore } from '../../../electron/inventory/store/inventory-store';
import { launchStoreWorker } from '../../../electron/inventory/store/thread/launch-store-worker';
import { sleep } from '../../../electron/timing';
import type { SandboxDescription } from '../../../shared/model/settings';

const [kind = '', file = '', storeFile = '', worker = ''] = process.argv.slice(2);
const description = JSON.parse(readFileSync(file, 'utf8')) as SandboxDescription;
const profiles = description.profiles.filter(({ name }) => name.startsWith('estate-'));
/** What the crawler has in flight at most, too. */
const AT_ONCE = 24;

async function crawlAll(): Promise<object> {
  const calls = new SignedCalls(Date.now);
  const clients = new Map(
    profiles.map((profile) => [profile.name, new ECRClient({ region: profile.region, endpoint: description.endpoint, credentials: profile })]),
  );
  const ecr = signedEcr({ ecr: (profile) => clients.get(profile) as ECRClient, ecrPublic: () => Promise.reject(new Error('None.')) }, calls);
  const store = new InventoryStore({ file: storeFile, launch: () => launchStoreWorker(worker, storeFile), now: Date.now, log: (thrown) => console.error(thrown) });
  await store.sources();
  const crawl = new Crawl({ ecr, store, clock: { now: Date.now, ticks: () => performance.now(), sleep, random: Math.random }, changed: () => undefined, log: (thrown) => console.error(thrown) });
  const start = performance.now();
  await crawl.adopt(profiles.map(({ name: profile, region }) => ({ profile, region, registry: 'private' as const, definition: '' })));
  await crawl.settled();
  const seconds = (performance.now() - start) / 1000;
  const [made, processor] = [crawl.callsMade, process.cpuUsage()];
  const { images, repositoriesRead } = await store.freshness();
  crawl.refresh();
  await crawl.settled();
  const result = { seconds, calls: made, refreshCalls: crawl.callsMade - made, images, repositories: repositoriesRead, processor: (processor.user + processor.system) / 1e6, memory: process.memoryUsage.rss() / 2 ** 20 };
  crawl.close();
  await store.close();
  return result;
}

async function bareAll(): Promise<object> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const { hostname, port, host } = new URL(description.endpoint);
  let calls = 0;
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const keys = new Map<string, Buffer>();
  const call = (profile: (typeof profiles)[number], operation: string, input: object): Promise<Record<string, unknown>> => {
    calls += 1;
    const body = JSON.stringify(input);
    const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
    const day = date.slice(0, 8);
    const target = `AmazonEC2ContainerRegistry_V20150921.${operation}`;
    const scope = `${day}/${profile.region}/ecr/aws4_request`;
    const canonical = `POST\n/\n\nhost:${host}\nx-amz-date:${date}\nx-amz-target:${target}\n\nhost;x-amz-date;x-amz-target\n${sha256(body)}`;
    const known = keys.get(profile.name) ?? hmac(hmac(hmac(hmac(`AWS4${profile.secretAccessKey}`, day), profile.region), 'ecr'), 'aws4_request');
    keys.set(profile.name, known);
    const signature = hmac(known, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex');
    const headers = {
      host, 'content-type': 'application/x-amz-json-1.1', 'content-length': Buffer.byteLength(body), 'x-amz-date': date, 'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=${profile.accessKeyId}/${scope}, SignedHeaders=host;x-amz-date;x-amz-target, Signature=${signature}`,
    };
    return new Promise((resolve, reject) => {
      const sent = request({ hostname, port, method: 'POST', path: '/', headers, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => (response.statusCode === 200 ? resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>) : reject(new Error(`HTTP ${response.statusCode}`))));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  };
  const all = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
    const waiting = [...items];
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
    }));
  };
  const paged = async (profile: (typeof profiles)[number], operation: string, input: object, rows: (answer: Record<string, unknown>) => void): Promise<void> => {
    for (let nextToken: unknown; ; ) {
      const answer = await call(profile, operation, { ...input, maxResults: 1000, nextToken });
      rows(answer);
      nextToken = answer.nextToken;
      if (nextToken === undefined) return;
    }
  };
  const start = performance.now();
  const found: { profile: (typeof profiles)[number]; name: string }[] = [];
  let images = 0;
  await all(profiles, (profile) => paged(profile, 'DescribeRepositories', {}, (answer) => {
    for (const { repositoryName } of answer.repositories as { repositoryName: string }[]) found.push({ profile, name: repositoryName });
  }));
  await all(found, ({ profile, name }) => paged(profile, 'DescribeImages', { repositoryName: name, filter: { imageStatus: 'ANY' } }, (answer) => {
    images += (answer.imageDetails as unknown[]).length;
  }));
  const { user, system } = process.cpuUsage();
  agent.destroy();
  return { seconds: (performance.now() - start) / 1000, calls, images, repositories: found.length, processor: (user + system) / 1e6 };
}

(kind === 'crawl' ? crawlAll() : bareAll()).then(
  (result) => process.stdout.write(JSON.stringify(result), () => process.exit(0)),
  (thrown: unknown) => {
    console.error(thrown);
    process.exit(1);
  },
);
