/** Steps around the images of a repository, as a person takes them in the window. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import type { Job } from '../../shared/model/moving/job';
import type { RunningBerth } from '../support/launch-berth';
import { sandboxRegistry } from '../support/sandbox-registry';
import { topic } from '../support/bridge';
import { until } from '../support/until';

const run = promisify(execFile);
/** Where a row is clicked: beside its buttons, right of the tags and the digest. */
export const beside = { x: 430, y: 10 };

/** Searches for a repository and answers its row at the registry of a profile. */
export const repositoryOf = async (page: Page, name: string, profile: string): Promise<Locator> => {
  await page.getByRole('searchbox', { name: 'Search repositories' }).fill(name);
  const row = page.getByRole('row', { name: `${name} ${profile} eu-central-1` });
  await row.waitFor();
  return row;
};

/** Opens a repository of the sandbox's European region and answers how to find the row of one of its images. */
export const openImages = async (page: Page, name: string, profile: string): Promise<(tag: string) => Locator> => {
  await (await repositoryOf(page, name, profile)).click();
  const pane = page.getByRole('region', { name: `Images of ${name}` });
  await pane.getByRole('row').nth(1).waitFor();
  return (tag) => pane.getByRole('row').filter({ has: page.getByText(tag, { exact: true }) });
};

/** Chooses a line of an image's menu. */
export const fromMenu = async (page: Page, row: Locator, item: string): Promise<void> => {
  await row.click({ button: 'right', position: beside });
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};

/** The digest of a tag as another tool sees it; rejects when it is not there. */
export const digestAt = async (berth: RunningBerth, profile: string, image: string): Promise<string> => {
  const { host, credentials } = await sandboxRegistry(berth.home, profile);
  const args = ['inspect', '--raw', '--tls-verify=false', '--creds', credentials, `docker://${host}/${image}`];
  const { stdout } = await run('skopeo', args, { encoding: 'buffer', maxBuffer: 32 * 1024 * 1024 });
  return `sha256:${createHash('sha256').update(stdout).digest('hex')}`;
};

/** Waits for the newest job of a kind to end, and answers it. */
export const endOf = async (page: Page, kind: Job['kind']): Promise<Job> => {
  const found = async (): Promise<Job | undefined> =>
    (await topic(page, 'jobs')).jobs
      .filter((job) => job.kind === kind)
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
      .find(({ status }) => status !== 'running' && status !== 'queued');
  return until(`the end of a job of kind ${kind}`, found);
};
