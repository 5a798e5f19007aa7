import { mkdtemp, readFile, rm, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError, type WireError } from '../../shared/errors';
import type { Activity } from '../../shared/model/changes/activity';
import type { Change, ChangePreview } from '../../shared/model/changes/change';
import { BulkFiles } from '../../electron/bulk/bulk-file';
import { Bulk } from '../../electron/bulk/bulk';
import type { ChangeMaker } from '../../electron/bulk/run-bulk';
import { until } from '../support/until';

const key = (name: string, profile = 'dev') => ({ profile, region: 'eu-central-1', name });
const scanning = (name: string, profile = 'dev'): Change => ({ kind: 'set-scanning', repository: key(name, profile), scanOnPush: true });
const denied: WireError = { code: 'access-denied', message: 'Not allowed.' };

/** Remembers what was made; some repositories refuse, some are so already. */
class FakeChanges implements ChangeMaker {
  readonly made: string[] = [];
  readonly on = new Set<string>();
  refusing = new Map<string, WireError>();
  atWork = 0;
  most = 0;
  /** Holds changes of these repositories until they are let go. */
  held: { names: ReadonlySet<string>; gate: Promise<void> } | undefined;

  async preview(changes: readonly Change[]): Promise<ChangePreview[]> {
    await Promise.resolve();
    return changes.map((change) => {
      const refused = this.refusing.get(change.repository.name);
      return { change, title: `Scan ${change.repository.name}`, effects: this.on.has(change.repository.name) ? [] : ['Scans.'], warnings: [], uses: [], unasked: [], awsCli: [`aws ecr put ${change.repository.name}`], undo: { possible: true }, ...(refused !== undefined && { refused }) };
    });
  }

  async apply(change: Change, { signal }: { signal: AbortSignal }): Promise<Activity> {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
    const { name } = change.repository;
    this.atWork += 1;
    this.most = Math.max(this.most, this.atWork);
    if (this.held?.names.has(name) === true) await this.held.gate;
    else await new Promise((resolve) => setImmediate(resolve));
    this.atWork -= 1;
    const error = this.refusing.get(name);
    const before = this.on.has(name);
    if (error === undefined) {
      this.on.add(name);
      this.made.push(name);
    }
    const result = error === undefined ? (before ? 'unchanged' : 'done') : 'failed';
    return { id: name, at: '2026-01-01T00:00:00Z', profile: 'dev', place: name, title: name, change, result: error === undefined ? 'done' : 'failed', items: [{ what: name, result, ...(error !== undefined && { error }) }], awsCli: [], undo: { possible: false }, ...(error !== undefined && { error }) };
  }
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-bulk-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

let ids = 0;
function parts(changes = new FakeChanges()) {
  const begun: { title: string; input: { bulk: string; places: string[] } }[] = [];
  const files = new BulkFiles(folder);
  const bulk = new Bulk({
    changes,
    files,
    query: ({ offset, limit }) => {
      const names = Array.from({ length: 1500 }, (_, index) => `found-${index}`).slice(offset, offset + limit);
      return { total: 1500, revision: 1, rows: names.map((name) => ({ ...key(name), accountId: '1', host: 'h', uri: `h/${name}`, arn: '', mutability: 'MUTABLE' as const, mutabilityExclusions: [], scanOnPush: false, encryption: 'AES256' })) };
    },
    hostOf: ({ profile }) => (profile === 'dev' ? 'host' : undefined),
    begin: ({ title, input }) => `job-${begun.push({ title, input })}`,
    newId: () => `00000000-0000-0000-0000-${String(++ids).padStart(12, '0')}`,
    pause: async () => undefined,
    log: (thrown) => {
      throw thrown;
    },
  });
  const run = (id: string, signal = new AbortController().signal) => bulk.run({ bulk: id, places: [] }, { signal, report: () => undefined });
  return { bulk, files, changes, begun, run };
}
const looked = (bulk: Bulk, id: string) => until('the dry run', async () => ((await bulk.show(all(id))).looking ? undefined : true));
const all = (id: string) => ({ id, offset: 0, limit: 1000 });
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `r${index}`);

describe('the dry run', () => {
  test('says of each item whether it would change, would not, or is refused', async () => {
    const { bulk, changes } = parts();
    changes.on.add('r1');
    changes.refusing.set('r2', denied);
    const { id } = await bulk.plan({ changes: names(4).map((name) => scanning(name)) });
    await looked(bulk, id);
    const { counts, rows } = await bulk.show(all(id));
    expect(counts).toMatchObject({ 'will-change': 2, 'no-change': 1, refused: 1, waiting: 0 });
    expect(rows[2]?.error).toEqual(denied);
    expect(changes.made).toEqual([]);
  });

  test('shows only the items of one state, window by window', async () => {
    const { bulk, changes } = parts();
    changes.refusing.set('r3', denied);
    const { id } = await bulk.plan({ changes: names(5).map((name) => scanning(name)) });
    await looked(bulk, id);
    const page = await bulk.show({ id, state: 'refused', offset: 0, limit: 10 });
    expect(page.rows.map(({ index }) => index)).toEqual([3]);
    expect((await bulk.show({ id, state: 'will-change', offset: 2, limit: 1 })).rows.map(({ index }) => index)).toEqual([2]);
  });

  test('a search stands for all repositories that it finds, beyond one page', async () => {
    const { bulk } = parts();
    const { total } = await bulk.plan({ selection: { search: 'found' }, template: { kind: 'set-scanning', scanOnPush: true } });
    expect(total).toBe(1500);
  });
});

describe('the run', () => {
  test('goes on after failures, and gives each item its own result', async () => {
    const { bulk, changes, run } = parts();
    changes.on.add('r1');
    changes.refusing.set('r2', denied);
    const { id } = await bulk.plan({ changes: names(20).map((name) => scanning(name)) }, { dryRun: false });
    const outcome = await run(id);
    expect(outcome.notes).toEqual(['18 changed', '1 unchanged', '1 failed']);
    const { counts, rows } = await bulk.show(all(id));
    expect(counts).toMatchObject({ done: 18, unchanged: 1, failed: 1 });
    expect(rows[2]).toMatchObject({ state: 'failed', error: denied });
  });

  /** Runs it and lets the first so many end only when all of them have begun. */
  async function runWithAllHeld(several: number, { changes, run }: ReturnType<typeof parts>, id: string): Promise<void> {
    let letGo = (): void => undefined;
    changes.held = { names: new Set(names(several)), gate: new Promise((resolve) => (letGo = resolve)) };
    const running = run(id);
    await until(`${several} items at work`, () => Promise.resolve(changes.atWork === several ? true : undefined));
    letGo();
    await running;
  }

  test('works on at most four items of one profile and region at a time, others beside them', async () => {
    const one = parts();
    const { id } = await one.bulk.plan({ changes: names(40).map((name) => scanning(name)) }, { dryRun: false });
    await runWithAllHeld(4, one, id);
    expect(one.changes.most).toBe(4);
    const two = parts();
    const { id: mixed } = await two.bulk.plan({ changes: names(60).map((name, index) => scanning(name, `p${index % 3}`)) }, { dryRun: false });
    await runWithAllHeld(12, two, mixed);
    expect(two.changes.most).toBe(12);
  });

  test('cancelled, it tells truly what was done, and makes the rest alone when it is resumed', async () => {
    const { bulk, changes, run } = parts();
    const stop = new AbortController();
    let letGo = (): void => undefined;
    changes.held = { names: new Set(['r8', 'r9', 'r10', 'r11']), gate: new Promise((resolve) => (letGo = resolve)) };
    const { id } = await bulk.plan({ changes: names(30).map((name) => scanning(name)) }, { dryRun: false });
    const running = run(id, stop.signal);
    await until('eight changes', async () => (changes.made.length >= 8 ? true : undefined));
    stop.abort();
    letGo();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    const made = [...changes.made];
    expect((await bulk.show(all(id))).counts.done).toBe(made.length);
    expect(made.length).toBeLessThan(30);
    await run(id);
    expect(new Set(changes.made).size).toBe(30);
    expect(changes.made).toHaveLength(30);
  });

  test('killed in the middle, another Berth makes no item twice: what had begun is looked at first', async () => {
    const first = parts();
    const { id } = await first.bulk.plan({ changes: names(6).map((name) => scanning(name)) }, { dryRun: false });
    // What a crash leaves: r0 is done, r1 was made but not noted, r2 had begun and was not made, and the last line is torn.
    await appendFile(join(folder, `${id}.log`), '{"begun":0}\n{"index":0,"result":"done"}\n{"begun":1}\n{"begun":2}\n{"ind');
    const second = parts();
    for (const name of ['r0', 'r1']) second.changes.on.add(name);
    const outcome = await second.run(id);
    expect([...second.changes.made].sort()).toEqual(['r2', 'r3', 'r4', 'r5']);
    expect(outcome.notes).toEqual(['6 changed']);
  });

  test('an item that is throttled is tried again', async () => {
    const { bulk, changes, run } = parts();
    changes.refusing.set('r0', { code: 'throttled', message: 'Slower.' });
    const apply = changes.apply.bind(changes);
    let tried = 0;
    changes.apply = (change, options) => {
      tried += 1;
      if (tried === 2) changes.refusing.clear();
      return apply(change, options);
    };
    const { id } = await bulk.plan({ changes: [scanning('r0')] }, { dryRun: false });
    expect((await run(id)).notes).toEqual(['1 changed']);
    expect(tried).toBe(2);
  });

  test('those that failed are planned anew, and no others', async () => {
    const { bulk, changes, run } = parts();
    changes.refusing.set('r4', denied);
    const { id } = await bulk.plan({ changes: names(9).map((name) => scanning(name)) }, { dryRun: false });
    await run(id);
    const again = await bulk.again(id);
    expect(again.total).toBe(1);
    expect((await bulk.show(all(again.id))).rows[0]?.repository.name).toBe('r4');
  });
});

describe('what takes something away', () => {
  const deletion = (name: string): Change => ({ kind: 'delete-repository', repository: key(name), force: false });

  test('is started only when the number of them was typed', async () => {
    const { bulk, begun } = parts();
    const { id } = await bulk.plan({ changes: names(3).map(deletion) }, { dryRun: false });
    expect((await bulk.show(all(id))).typed).toBe('3');
    await expect(bulk.start(id)).rejects.toMatchObject({ code: 'invalid-input' });
    await bulk.start(id, '3');
    expect(begun).toEqual([{ title: 'Delete 3 repositories', input: { bulk: id, places: ['host/r0', 'host/r1', 'host/r2'] } }]);
  });
});

describe('the report', () => {
  test('is a table that a spreadsheet takes for no formula', async () => {
    const { bulk, changes, run } = parts();
    changes.refusing.set('r0', { code: 'access-denied', message: '=cmd, "quoted"' });
    const { id } = await bulk.plan({ changes: [scanning('r0'), scanning('r1')] }, { dryRun: false });
    await run(id);
    const path = join(folder, 'report.csv');
    await bulk.save(id, { format: 'csv', path });
    const lines = (await readFile(path, 'utf8')).split('\r\n');
    expect(lines[1]).toContain(`"'=cmd, ""quoted"""`);
    expect(lines[2]).toContain('dev,eu-central-1,r1,');
  });

  test('as a script leaves out, and names, what would not change or is refused', async () => {
    const { bulk, changes } = parts();
    changes.on.add('r1');
    changes.refusing.set('r2', denied);
    const { id } = await bulk.plan({ changes: names(3).map((name) => scanning(name)) });
    await looked(bulk, id);
    const script = await bulk.report(id, 'sh');
    expect(script).toContain('\naws ecr put r0\n');
    expect(script).not.toContain('\naws ecr put r1');
    expect(script).toContain('# Scan r2: left out, Not allowed.');
  });
});
