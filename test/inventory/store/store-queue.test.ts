import { expect, test } from 'vitest';
import { StoreQueue } from '../../../electron/inventory/store/store-queue';
import { RepositoryQuery } from '../../../shared/model/repository';

/** A queue whose desk notes what it answers, and which takes a step only when told. */
function queue() {
  const answered: string[] = [];
  const steps: (() => void)[] = [];
  const desk = {
    answer: (name: string, input: unknown) => void answered.push(`${name} ${(input as { search?: string }).search ?? ''}`.trim()) as never,
    together: (writes: () => void) => writes(),
  };
  const asked = new StoreQueue(desk, (step) => void steps.push(step));
  return { answered, asked, work: () => { for (let step = steps.shift(); step !== undefined; step = steps.shift()) step(); } };
}
const search = (words: string, more: object = {}) => RepositoryQuery.parse({ search: words, ...more });

test('what a person waits for comes first, writing last', async () => {
  const { answered, asked, work } = queue();
  const all = [asked.ask('dropRepositories', { uris: [] }), asked.ask('readings', { after: 0, limit: 1 }), asked.ask('query', search('a'))];
  work();
  await Promise.all(all);
  expect(answered).toEqual(['query a', 'readings', 'dropRepositories']);
});

test('a search that was typed on is cancelled, with letters more or less', async () => {
  const { answered, asked, work } = queue();
  const longer = asked.ask('query', search('api'));
  const typo = asked.ask('query', search('apix'));
  const last = asked.ask('query', search('apix y'));
  const outdated = Promise.all([expect(longer).rejects.toMatchObject({ code: 'cancelled' }), expect(typo).rejects.toMatchObject({ code: 'cancelled' })]);
  work();
  await Promise.all([outdated, last]);
  expect(answered).toEqual(['query apix y']);
});

test.each([
  ['in other words', search('api'), search('web')],
  ['for everything', search('team/api', { registry: 'private' }), search('', { registry: 'private' })],
  ['elsewhere', search('api'), search('api-v2', { region: 'eu-central-1' })],
])('a question %s may be somebody else’s: both are answered', async (_name, first, second) => {
  const { answered, asked, work } = queue();
  const both = [asked.ask('query', first), asked.ask('query', second)];
  work();
  await Promise.all(both);
  expect(answered).toHaveLength(2);
});
