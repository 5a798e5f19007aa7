import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Berth } from '../../electron/berth';
import { inspectPath } from '../../electron/transfer/inspect-path';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { BuildImage } from '../../shared/model/moving/push-source';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';
import { openBerth } from '../support/open-berth';

const target = { profile: 'sandbox-harbour', region: 'eu-central-1' };

requires('docker').describe('a build as a job', () => {
  let folder: string;
  let app: string;
  let sandbox: Sandbox;
  let home: BerthHome;
  let berth: Berth;
  let host: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-build-job-'));
    app = join(folder, 'app');
    await mkdir(app);
    sandbox = await startSandbox({ stateDir: join(folder, 'sandbox') });
    host = sandbox.description.registries[0]?.host ?? '';
    home = await createBerthHome();
    berth = await openBerth({ home, sandbox: sandbox.description, env: { DOCKER_HOST: process.env.DOCKER_HOST ?? '' }, journal: true });
  });
  afterAll(async () => {
    await berth.close();
    await sandbox.close();
    await home.remove();
    await rm(folder, { recursive: true, force: true });
  });
  const start = (over: Partial<BuildImage>): string => berth.transfers.build(BuildImage.parse({ folder: app, reference: `${host}/shop/new:1`, profile: target.profile, ...over }));
  const journal = async (): Promise<string> => {
    const names = await readdir(home.berth, { recursive: true });
    const texts = await Promise.all(names.filter((name) => name.endsWith('.json')).map((name) => readFile(join(home.berth, name), 'utf8').catch(() => '')));
    return texts.join('\n');
  };

  test('a dropped folder is looked into, tags are proposed for a repository that is not there yet, and building creates it', async () => {
    await writeFile(join(app, 'Dockerfile'), `FROM ${SHELL_IMAGE} AS base\nARG API_TOKEN\nCOPY Dockerfile /\n`);
    expect(await inspectPath(app)).toMatchObject({ kind: 'build', targets: ['base'], args: [{ name: 'API_TOKEN' }] });
    const proposal = await berth.transfers.proposePush({ source: { kind: 'build', folder: app }, target: { ...target, name: 'shop/new' } });
    expect(proposal).toMatchObject({ repositoryExists: false, existingTags: [] });
    expect(proposal.proposals).toHaveLength(1);

    const id = start({ createRepository: true, buildArgs: { API_TOKEN: 'canary-80486' } });
    const job = await berth.jobs.wait(id);
    expect(job).toMatchObject({ status: 'succeeded', title: 'Build app → shop/new:1', outcome: { reference: `${host}/shop/new:1` } });
    expect(berth.jobs.output(id, 0).lines.join('\n')).toMatch(/COPY Dockerfile/);
    expect(JSON.stringify(job)).not.toContain('canary-80486');
    expect(await journal()).toContain('API_TOKEN');
    expect(await journal()).not.toContain('canary-80486');
  });

  test('one that failed is tried again with what was given', async () => {
    await writeFile(join(app, 'Dockerfile'), `FROM ${SHELL_IMAGE}\nARG WANTED\nCOPY $WANTED /\n`);
    const failed = await berth.jobs.wait(start({ buildArgs: { WANTED: 'later.txt' } }));
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'file-not-found' } });
    await writeFile(join(app, 'later.txt'), 'here');
    expect(await berth.jobs.wait(berth.jobs.retry(failed.id))).toMatchObject({ status: 'succeeded' });
  });

  test('one that is cancelled ends as cancelled, and nothing is pushed', async () => {
    await writeFile(join(app, 'big'), Buffer.alloc(300_000_000));
    await writeFile(join(app, 'Dockerfile'), `FROM ${SHELL_IMAGE}\nCOPY big /\n`);
    const id = start({ reference: `${host}/shop/new:cancelled` });
    const stop = berth.jobs.onChange(() => {
      if (berth.jobs.state().jobs.find((job) => job.id === id)?.progress.step === 'Building') berth.jobs.cancel(id);
    });
    expect(await berth.jobs.wait(id)).toMatchObject({ status: 'cancelled' });
    stop();
    const page = await berth.inventory.images({ ...target, name: 'shop/new', search: '', sort: 'tag', descending: false, offset: 0, limit: 10, fresh: true });
    expect(page.rows.flatMap(({ tags }) => tags)).not.toContain('cancelled');
  });
});
