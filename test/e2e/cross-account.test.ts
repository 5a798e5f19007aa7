import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import { topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { sandboxRegistry } from '../support/sandbox-registry';
import { startSandbox } from './steps';

const run = promisify(execFile);
const PULLING = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

requires('display', 'docker').describe('pulling from another account', () => {
  let berth: RunningBerth;
  let host: string;

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
    ({ host } = await sandboxRegistry(berth.home, 'sandbox-harbour'));
  });
  afterAll(() => berth?.close());

  const pullAsLighthouse = async (reference: string): Promise<void> => {
    const { page } = berth;
    await page.getByRole('button', { name: 'Pull an image' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pull an image' });
    await dialog.getByLabel('Reference').fill(reference);
    await dialog.getByLabel('As profile').click();
    await page.getByRole('option', { name: 'sandbox-lighthouse', exact: true }).click();
    await dialog.getByRole('button', { name: 'Pull', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  };
  const jobs = async (status: string) => (await topic(berth.page, 'jobs')).jobs.filter((job) => job.status === status);
  const inDocker = async (reference: string): Promise<string[]> =>
    (JSON.parse((await run('docker', ['image', 'inspect', reference])).stdout) as { RepoTags: string[] }[]).flatMap(({ RepoTags }) => RepoTags);

  requires().test('works at once where the owner has allowed it', async () => {
    const reference = `${host}/platform/base:bookworm`;
    await pullAsLighthouse(reference);
    await expect.poll(async () => (await jobs('succeeded')).length, { timeout: 30_000 }).toBe(1);
    expect(await inDocker(reference)).toContain(reference);
  });

  requires().test('is refused with the missing statement, which one click adds, and then succeeds', async () => {
    const { page } = berth;
    const reference = `${host}/shop/web:latest`;
    await pullAsLighthouse(reference);
    const allow = page.getByRole('button', { name: 'Allow account 444455556666 to pull' });
    await allow.waitFor();
    const [failed] = await jobs('failed');
    expect(failed?.error?.message).toMatch(
      /^The policy of the repository shop\/web in account 111122223333 lacks a statement that allows account 444455556666 ecr:/,
    );
    expect(await page.getByText(failed?.error?.message ?? '-').isVisible()).toBe(true);
    await expect(inDocker(reference)).rejects.toThrow(/No such image/i);

    await allow.click();
    const dialog = page.getByRole('dialog', { name: 'Allow account 444455556666 to pull' });
    const text = await dialog.getByLabel('The statement').textContent();
    const statement = JSON.parse(text ?? '') as { Effect: string; Action: string[]; Principal: unknown };
    expect(statement).toMatchObject({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' } });
    expect([...statement.Action].sort()).toEqual(PULLING);
    await dialog.getByRole('button', { name: 'Allow and retry' }).click();

    await expect.poll(async () => (await jobs('succeeded')).length, { timeout: 30_000 }).toBe(2);
    expect(await inDocker(reference)).toContain(reference);
    expect(berth.complaints).toEqual([]);
  });
});
