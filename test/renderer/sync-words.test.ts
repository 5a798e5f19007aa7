import { describe, expect, test } from 'vitest';
import type { SyncItem, TransferEstimate } from '../../shared/model/moving/sync';
import { costWords, fateOf, planSentence, timeWords, totalsOf } from '../../renderer/screens/sync/plan/plan-words';
import { countFitting, patternProblem, patternsIn } from '../../renderer/screens/sync/tag-filter';
import { PlanQuery } from '../../renderer/screens/sync/plan/plan-query.svelte';
import { BerthClient, type BerthBridge } from '../../renderer/bridge/berth-client';
import type { Result } from '../../shared/errors';

const item = (state: SyncItem['state']): SyncItem => ({ tag: state, digest: 'sha256:0', state, bytes: 1 });
const estimate = (least: number, most: number, transferOut = 0, storagePerMonth = 0): TransferEstimate => ({
  bytes: 1,
  seconds: { least, most },
  cost: { transferOut, storagePerMonth },
  assumptions: [],
});

describe('a plan in words', () => {
  const items = [item('missing'), item('differs'), item('same'), item('refused')];

  test('a tag that differs is left alone unless it may be moved', () => {
    expect(fateOf(item('differs'), false)).toBe('left');
    expect(fateOf(item('differs'), true)).toBe('moved');
    expect(planSentence(totalsOf(items, false))).toBe('1 tag to copy; 1 already there, 1 left alone, 1 refused.');
    expect(planSentence(totalsOf(items, true))).toBe('2 tags to copy, 1 of them taken from another image there; 1 already there, 1 refused.');
  });
  test('a plan that moves nothing says so', () => {
    expect(planSentence(totalsOf([item('same')], true))).toBe('Nothing to copy; 1 already there.');
    expect(planSentence(totalsOf([], true))).toBe('Nothing to copy.');
  });
  test('time is told as a span only where it is one', () => {
    expect(timeWords(estimate(1, 40))).toBe('under 1 min');
    expect(timeWords(estimate(20, 300))).toBe('up to 5 min');
    expect(timeWords(estimate(120, 300))).toBe('2 min to 5 min');
    expect(timeWords(estimate(300, 310))).toBe('5 min');
  });
  test('a cost below a cent is no exact figure', () => {
    expect(costWords(estimate(0, 0))).toBe('under $0.01');
    expect(costWords(estimate(0, 0, 1.124, 0.4))).toBe('$1.12 once, $0.40 a month');
    expect(costWords(estimate(0, 0, 0, 0.4))).toBe('$0.40 a month');
  });
});

describe('tags by patterns', () => {
  test('patterns stand apart by blanks or commas, each once', () => {
    expect(patternsIn(' v2.*, release-*\nv2.* ')).toEqual(['v2.*', 'release-*']);
  });
  test('no pattern means every tag, less those to leave out', () => {
    const tags = ['v2.1', 'v2.2-dev', 'v3.0', 'latest'];
    expect(countFitting(tags, { include: [], exclude: [] })).toBe(4);
    expect(countFitting(tags, { include: ['v2.*'], exclude: ['*-dev'] })).toBe(1);
    expect(countFitting(tags, { include: ['v*'], exclude: [] })).toBe(3);
  });
  test('what no tag can have is refused by name', () => {
    expect(patternProblem('v2.* rel/ease')).toContain('“rel/ease”');
    expect(patternProblem('v2.*,*-dev')).toBeUndefined();
  });
});

test('an answer to a question that is not asked any more is dropped', async () => {
  const waiting: ((answer: Result<unknown>) => void)[] = [];
  const bridge: BerthBridge = {
    invoke: () => new Promise((resolve) => waiting.push((answer) => resolve(JSON.stringify(answer)))),
    subscribe: () => () => undefined,
    pathOf: () => '',
  };
  const plan = { items: [], carry: [], targetExists: true, estimate: estimate(0, 0), alternatives: [] };
  const query = new PlanQuery(new BerthClient(bridge), 0);
  const asking = async (to: string): Promise<void> => {
    query.ask({ from: 'a/b', to });
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await asking('c/one');
  await asking('c/two');
  expect(waiting).toHaveLength(2);
  waiting[1]?.({ ok: true, value: { ...plan, targetExists: false } });
  waiting[0]?.({ ok: true, value: plan });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(query.plan?.targetExists).toBe(false);
  expect(query.current).toBe(true);
});
