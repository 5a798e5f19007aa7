import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Berth } from '../../electron/berth';
import { digestOf } from '../../electron/registry/registry-client';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { copyImage } from '../../electron/transfer/copy-image';
import { parseImageReference } from '../../shared/ecr/image-reference';
import type { JobProgress } from '../../shared/model/moving/job';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { openBerth } from '../support/open-berth';

let folder: string;
let sandbox: Sandbox;
let home: BerthHome;
let berth: Berth;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-layers-'));
  sandbox = await startSandbox({ stateDir: folder });
  home = await createBerthHome();
  berth = await openBerth({ home, sandbox: sandbox.description });
});
afterAll(async () => {
  await berth.close();
  await home.remove();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const never = new AbortController().signal;
const hostOf = (accountId: string): string => sandbox.description.registries.find((one) => one.accountId === accountId && one.region === 'eu-central-1')?.host ?? '';

test('ECR tells of more than a hundred layers which it has, without a question for each', async () => {
  const host = hostOf('111122223333');
  const repository = (await berth.access.client(host)).repository('shop/api');
  const there = randomBytes(2000);
  await repository.uploadBlob({ descriptor: { mediaType: 'application/octet-stream', digest: digestOf(there), size: there.length }, send: async (sink) => sink(there), signal: never });
  const nowhere = Array.from({ length: 230 }, () => digestOf(randomBytes(8)));
  const asked = { host, repository: 'shop/api', digests: [...nowhere, digestOf(there)] };
  expect(await berth.access.availableLayers(asked)).toEqual([digestOf(there)]);
});

test('nothing is told of registries that are no ECR, nor of a repository that is not there', async () => {
  const digests = [digestOf(randomBytes(8))];
  expect(await berth.access.availableLayers({ host: 'ghcr.io', repository: 'shop/api', digests })).toBeUndefined();
  expect(await berth.access.availableLayers({ host: hostOf('111122223333'), repository: 'shop/nothing', digests })).toBeUndefined();
});

test('a copy into ECR sends the layers that ECR does not tell of, and no others', async () => {
  const from = parseImageReference(`${hostOf('111122223333')}/shop/api:2.4.1`);
  const to = parseImageReference(`${hostOf('111122223333')}/shop/web`);
  const copyAs = async (tag: string): Promise<string[]> => {
    const seen: JobProgress[] = [];
    await copyImage(berth.access, { from, to: { ...to, tag } }, { signal: never, report: (progress) => seen.push(progress) });
    return (seen.at(-1)?.parts ?? []).map(({ note = '' }) => note);
  };
  const notes = new Set(await copyAs('first'));
  // Both applications stand on the same base.
  expect(notes.has('Already there')).toBe(true);
  expect(notes.size).toBeGreaterThan(1);
  const [source, target] = [await berth.access.client(from.host), await berth.access.client(to.host)];
  expect((await target.repository('shop/web').manifest('first', never)).digest).toBe((await source.repository('shop/api').manifest('2.4.1', never)).digest);
});
