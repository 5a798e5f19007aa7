/** A hand-written Berth behind `window.berth`: enough of it to look at every screen, in every mood. */
import type { Result, WireError } from '../../../shared/errors';
import type { CommandInput, CommandName, TopicName, TopicPayload } from '../../../shared/ipc/contract';
import { Settings } from '../../../shared/model/settings';
import type { Repository } from '../../../shared/model/repository';
import type { BerthBridge } from '../../../renderer/bridge/berth-client';
import * as data from './data';
import { answerChanges } from './changes';
import { answerBrowse } from './browse';
import { answerImageDetails } from './image-details';
import { answerOutput } from './jobs';
import { answerMoving } from './moving';
import { DemoBulk } from './bulk';
import { answerOverview } from './overview';
import { answerPush, localImages } from './pushing';
import { demoWatches, findingsPage, scannedImages } from './scanning';

export type Scenario = 'full' | 'first-run' | 'empty' | 'failing' | 'connecting';
export interface DemoOptions {
  scenario: Scenario;
  theme: 'light' | 'dark';
  /** A small window instead of the main one. */
  view?: 'quick-push';
}
/** Every command that was called, for tests to look at. */
export interface Call {
  name: string;
  input: unknown;
}

type Snapshots = { [N in TopicName]?: TopicPayload<N> };

const dockerError: WireError = {
  code: 'docker-unavailable',
  message: 'Docker does not answer.',
  hint: 'Start it with systemctl start docker.',
};
const network: WireError = {
  code: 'network',
  message: 'ECR in us-east-1 could not be reached.',
  hint: 'Check the connection and try again.',
};

function snapshots({ scenario, theme }: DemoOptions, all: readonly Repository[]): Snapshots {
  const failing = scenario === 'failing';
  const firstRun = scenario === 'first-run';
  const docker = { context: 'default', host: 'unix:///var/run/docker.sock' };
  const source = (profile: string, region: string, status: 'ready' | 'loading' | 'waiting') => ({
    profile,
    region,
    status,
    repositories: all.filter((row) => row.profile === profile && row.region === region).length,
  });
  return {
    app: {
      version: '0.1.0',
      platform: 'linux',
      settings: Settings.parse({ theme, registryRules: scenario === 'full' ? data.rules : [] }),
      secrets: { store: failing ? 'file' : 'keychain', locked: failing },
      sandbox: scenario === 'full' ? 'running' : 'stopped',
    },
    profiles: {
      profiles: firstRun ? [] : data.profiles,
      problems:
        firstRun || failing
          ? [
              {
                file: '~/.aws/config',
                line: 14,
                message: 'A line is neither a section nor a setting.',
                hint: 'Write it as name = value, or remove it.',
              },
            ]
          : [],
      files: ['~/.aws/config', '~/.aws/credentials'],
    },
    sessions:
      firstRun || scenario === 'empty'
        ? { sessions: [], aws: [] }
        : { sessions: data.sessions, aws: data.awsSessions },
    sso: { sessions: scenario === 'full' ? data.ssoSessions : [] },
    questions: { questions: [] },
    dockerConfig: scenario === 'full' ? data.dockerConfig : data.cleanConfig,
    docker: failing
      ? { ...docker, status: 'unavailable', containers: [], images: [], error: dockerError }
      : scenario === 'connecting'
        ? { ...docker, status: 'connecting', containers: [], images: [] }
        : {
            ...docker,
            status: 'available',
            version: '27.3.1',
            containers: scenario === 'full' ? data.containers : [],
            images: scenario === 'full' ? localImages() : [],
          },
    jobs: { jobs: scenario === 'full' ? data.jobs : [] },
    watches: { watches: scenario === 'full' ? demoWatches() : [] },
    inventory: {
      revision: 1,
      total: all.length,
      sources: firstRun
        ? []
        : [
            source('harbour', 'eu-central-1', 'ready'),
            failing
              ? {
                  ...source('harbour', 'us-east-1', 'ready'),
                  status: 'failed',
                  repositories: 0,
                  error: network,
                }
              : source('harbour', 'us-east-1', 'ready'),
            source('quay', 'eu-central-1', 'ready'),
            source(
              'quay',
              'us-east-1',
              scenario === 'full' || scenario === 'connecting' ? 'loading' : 'ready',
            ),
            failing
              ? {
                  ...source('production', 'eu-west-1', 'ready'),
                  status: 'failed',
                  repositories: 0,
                  error: data.sessions[3]?.error,
                }
              : source('production', 'eu-west-1', 'ready'),
          ],
    },
  };
}

export class DemoBridge implements BerthBridge {
  readonly calls: Call[] = [];
  readonly #all: Repository[];
  readonly #scenario: Scenario;
  readonly #bulk = new DemoBulk();
  #snapshots: Snapshots;
  readonly #listeners = new Map<TopicName, Set<(payload: string) => void>>();

  constructor(options: DemoOptions) {
    this.#scenario = options.scenario;
    this.#all = data.repositories(
      options.scenario === 'full' ? 100_000 : options.scenario === 'failing' ? 40 : 0,
    );
    this.#snapshots = snapshots(options, this.#all);
  }

  invoke = (name: CommandName, input: unknown): Promise<string> => {
    this.calls.push({ name, input });
    return Promise.resolve(JSON.stringify(this.#answer(name, input)));
  };

  subscribe = (topic: TopicName, listener: (payload: string) => void): (() => void) => {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    const snapshot = this.#snapshots[topic];
    if (snapshot !== undefined) listener(JSON.stringify(snapshot));
    return () => listeners.delete(listener);
  };

  /** As many local images as a busy machine has. */
  crowdMachine(): void {
    const { docker } = this.#snapshots;
    if (docker !== undefined) this.publish('docker', { ...docker, images: localImages(true) });
  }

  /** A page has no paths: the demo's files all lie in one folder. */
  pathOf = (file: File): string => `/home/ada/${file.name}`;

  /** Changes a topic, as main would. */
  publish<N extends TopicName>(topic: N, payload: TopicPayload<N>): void {
    this.#snapshots = { ...this.#snapshots, [topic]: payload };
    for (const listener of this.#listeners.get(topic) ?? []) listener(JSON.stringify(payload));
  }

  #answer(name: CommandName, input: unknown): Result<unknown> {
    const pushed = answerPush(name, input);
    if (pushed !== undefined) return pushed;
    const moved = answerMoving(name, input, this.#scenario === 'failing' ? network : undefined);
    if (moved !== undefined) return moved;
    const detailed = answerImageDetails(name, input, this.#scenario === 'failing' ? network : undefined);
    if (detailed !== undefined) return detailed;
    const changed = answerChanges(name, input, this.#scenario);
    if (changed !== undefined) return changed;
    const overview = answerOverview(name, this.#scenario, network);
    if (overview !== undefined) return overview;
    const bulk = this.#bulk.answer(name, input);
    if (bulk !== undefined) return bulk;
    const browsed = answerBrowse(name, input, this.#all);
    if (browsed !== undefined) return browsed;
    switch (name) {
      case 'repository.show': {
        const key = input as CommandInput<'repository.show'>;
        const found = this.#all.find(
          (row) => row.name === key.name && row.profile === key.profile && row.region === key.region,
        );
        return {
          ok: true,
          value: {
            ...found,
            imageCount: 48,
            sizeBytes: 6_210_000_000,
            tags: { team: 'platform', env: 'prod' },
            unreadable: [],
            policyText: JSON.stringify({
              Version: '2008-10-17',
              Statement: [
                {
                  Sid: 'AllowQuay',
                  Effect: 'Allow',
                  Principal: { AWS: 'arn:aws:iam::444455556666:root' },
                  Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
                },
              ],
            }),
          },
        };
      }
      case 'image.query':
        return this.#scenario === 'failing'
          ? { ok: false, error: network }
          : { ok: true, value: this.#images(input as CommandInput<'image.query'>) };
      case 'findings.query':
        return this.#scenario === 'failing'
          ? { ok: false, error: network }
          : { ok: true, value: findingsPage() };
      case 'findings.images':
        return { ok: true, value: { images: this.#scenario === 'full' ? scannedImages() : [] } };
      case 'scan.configuration':
        return {
          ok: true,
          value: { scanType: 'BASIC', rules: [{ frequency: 'SCAN_ON_PUSH', filters: ['*'] }] },
        };
      case 'job.output':
        return { ok: true, value: answerOutput(input as CommandInput<'job.output'>) };
      case 'profile.whoAmI':
        return this.#whoAmI(input as CommandInput<'profile.whoAmI'>);
      case 'profile.probe':
        return { ok: true, value: { ...(input as object), profile: 'quay', ...data.probe } };
      case 'sso.accounts':
        return { ok: true, value: { accounts: data.ssoAccounts } };
      case 'registry.assignments':
        return { ok: true, value: { assignments: this.#scenario === 'full' ? data.assignments : [] } };
      case 'registry.explain':
        return {
          ok: true,
          value: data.assignments[(input as { host: string }).host.startsWith('9') ? 2 : 1],
        };
      case 'doctor.diagnose':
        return this.#scenario === 'full'
          ? { ok: true, value: data.diagnosis }
          : { ok: true, value: { steps: data.diagnosis.steps.slice(0, 2) } };
      case 'settings.change': {
        const app = this.#snapshots.app;
        if (app !== undefined)
          this.publish('app', { ...app, settings: { ...app.settings, ...(input as { theme?: 'light' }) } });
        return { ok: true, value: undefined };
      }
      case 'profile.addStatic':
        return {
          ok: false,
          error: {
            code: 'keychain-unavailable',
            message: 'This machine has no keychain.',
            hint: 'Keep secrets in an encrypted file instead.',
            remedy: { kind: 'use-secret-file' },
          },
        };
      default:
        return { ok: true, value: undefined };
    }
  }

  #whoAmI({ name }: CommandInput<'profile.whoAmI'>): Result<unknown> {
    if (this.#scenario === 'failing') return { ok: false, error: network };
    return {
      ok: true,
      value: {
        profile: name,
        accountId: '444455556666',
        arn: 'arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/ada.lovelace@company.example',
        userId: 'AROAEXAMPLE:ada',
        partition: 'aws',
        accountAlias: 'company-quay',
      },
    };
  }

  #images({ search = '', offset = 0, limit = 200, unfolded = [] }: CommandInput<'image.query'>) {
    const hits = data.images.filter(
      ({ tags, digest }) => search === '' || [...tags, digest].some((text) => text.includes(search)),
    );
    const rows = hits.flatMap((image) => {
      const { platforms = [] } = image;
      if (platforms.length < 2) return [image];
      const parts = platforms.map((platform, index) => ({
        digest: `${image.digest.slice(0, -1)}${index}`,
        tags: [],
        sizeBytes: image.sizeBytes,
        childOf: image.digest,
        platforms: [platform],
      }));
      return [{ ...image, parts: parts.length }, ...(unfolded.includes(image.digest) ? parts : [])];
    });
    return { rows: rows.slice(offset, offset + limit), total: rows.length, found: hits.length };
  }
}
