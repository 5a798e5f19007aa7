/**
 * Filling the inventory from nothing: the whole crawler into its store, beside the same requests bare (signed, over one keep-alive pool, as many at
 * once, answers parsed) and beside a shell loop over `aws ecr describe-images`, which is measured on a sample and reckoned up.
 * BERTH_BENCH_REPOSITORIES and BERTH_BENCH_ROUNDS make it shorter; fewer repositories are in fewer accounts, so that lists and images keep their proportion.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect } from 'vitest';
import type { ConditionSettings } from '../../electron/sandbox/estate/conditions';
import type { SandboxDescription } from '../../shared/model/settings';
import { buildProgram } from '../support/build-program';
import { requires } from '../support/capabilities';
import { median } from './measured';

const REPOSITORIES = Number(process.env.BERTH_BENCH_REPOSITORIES ?? 10_000);
const ROUNDS = Number(process.env.BERTH_BENCH_ROUNDS ?? 3);
const IMAGES_EACH = 50;
const ACCOUNTS = Math.min(20, Math.max(1, Math.round(REPOSITORIES / 500)));
/** Repositories that the shell loop is measured on. */
const SAMPLE = 40;
const BARS = { shell: 5, bare: 1.3, refresh: 0.05 };

interface Indexed {
  seconds: number;
  calls: number;
  refreshCalls?: number;
  images: number;
  repositories: number;
  processor: number;
}

requires('aws-endpoints').describe('a cold index', () => {
  let folder = '';
  let sandbox: ChildProcess;
  let description: SandboxDescription;
  let lines: AsyncIterator<string>;
  let program = '';
  let worker = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
    const built = (entry: string): Promise<string> => buildProgram(entry, join(folder, entry.replaceAll(/\W+/g, '-')));
    const serving = await built('test/support/programs/estate-sandbox.ts');
    program = await built('test/support/programs/index-estate.ts');
    worker = await built('electron/inventory/store/thread/store-worker.ts');
    const estate = { accounts: ACCOUNTS, repositories: REPOSITORIES, images: REPOSITORIES * IMAGES_EACH, even: true };
    sandbox = spawn(process.execPath, [serving, join(folder, 'sandbox'), JSON.stringify(estate)], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (sandbox.stdout === null) throw new Error('The sandbox has no output.');
    lines = createInterface({ input: sandbox.stdout })[Symbol.asyncIterator]();
    const first = (await lines.next()).value as string;
    description = JSON.parse(first) as SandboxDescription;
    await writeFile(join(folder, 'description.json'), first);
  });
  afterAll(async () => {
    sandbox?.kill();
    await rm(folder, { recursive: true, force: true });
  });

  const set = async (conditions: ConditionSettings): Promise<void> => {
    sandbox.stdin?.write(`${JSON.stringify(conditions)}\n`);
    await lines.next();
  };
  const run = async (kind: 'crawl' | 'bare', round: number): Promise<Indexed> => {
    const store = join(folder, `inventory-${round}-${performance.now()}.db`);
    const child = spawn(process.execPath, [program, kind, join(folder, 'description.json'), store, worker], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_NO_WARNINGS: '1' } });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = (await once(child, 'close')) as [number | null];
    for (const end of ['', '-wal', '-shm']) await rm(`${store}${end}`, { force: true });
    if (code !== 0) throw new Error(`${kind} ended with ${code}.`);
    return JSON.parse(said) as Indexed;
  };
  /** Seconds for each repository of a loop in the shell, over repositories of one profile. */
  const shellLoop = async (): Promise<number> => {
    const { name = '' } = description.profiles.find((profile) => profile.name.startsWith('estate-')) ?? {};
    const env = { ...process.env, AWS_CONFIG_FILE: description.configFile, AWS_SHARED_CREDENTIALS_FILE: description.credentialsFile, AWS_PROFILE: name, AWS_PAGER: '' };
    const script = `for name in $(aws ecr describe-repositories --query 'repositories[].repositoryName' --output text | tr '\\t' '\\n' | head -${SAMPLE}); do aws ecr describe-images --repository-name "$name" > /dev/null || exit 1; done`;
    const start = performance.now();
    const child = spawn('/bin/sh', ['-c', script], { env, stdio: 'inherit' });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    return (performance.now() - start) / 1000 / SAMPLE;
  };

  for (const latency of [undefined, [20, 80]] as const) {
    requires('aws-endpoints').test(
      `${REPOSITORIES} repositories with ${IMAGES_EACH} images each, ${latency === undefined ? 'on loopback' : `${latency.join('–')} ms a call`}`,
      async () => {
        await set(latency === undefined ? {} : { latency });
        const [crawls, bares]: [Indexed[], Indexed[]] = [[], []];
        for (let round = 0; round < ROUNDS; round += 1) {
          bares.push(await run('bare', round));
          crawls.push(await run('crawl', round));
        }
        const loop = (await shellLoop()) * REPOSITORIES;
        const seconds = (all: readonly Indexed[]): number => median(all.map((each) => each.seconds));
        const [crawl, bare] = [seconds(crawls), seconds(bares)];
        const [one] = crawls;
        if (one === undefined) throw new Error('Nothing was measured.');
        console.log(
          [
            `cold index of ${REPOSITORIES} × ${IMAGES_EACH}, ${latency === undefined ? 'loopback' : `${latency.join('–')} ms a call`}, medians of ${ROUNDS} in turn`,
            `  crawler into its store   ${crawl.toFixed(2)} s, ${one.calls} calls, ${median(crawls.map(({ processor }) => processor)).toFixed(1)} s of processor`,
            `  the same requests, bare  ${bare.toFixed(2)} s, ${bares[0]?.calls} calls, ${median(bares.map(({ processor }) => processor)).toFixed(1)} s of processor: crawler ${(crawl / bare).toFixed(2)} × of it`,
            `  shell loop over aws ecr  ${loop.toFixed(0)} s (${SAMPLE} repositories measured, reckoned up): crawler ${(loop / crawl).toFixed(0)} × faster`,
            `  an unchanged refresh     ${one.refreshCalls} calls, ${((100 * (one.refreshCalls ?? 0)) / one.calls).toFixed(1)} % of the cold ones`,
          ].join('\n'),
        );
        for (const each of [...crawls, ...bares]) expect(each).toMatchObject({ images: REPOSITORIES * IMAGES_EACH, repositories: REPOSITORIES });
        expect(loop / crawl).toBeGreaterThanOrEqual(BARS.shell);
        expect(crawl / bare).toBeLessThanOrEqual(BARS.bare);
        for (const { calls, refreshCalls = 0 } of crawls) expect(refreshCalls / calls).toBeLessThanOrEqual(BARS.refresh);
      },
      1_800_000,
    );
  }
});
