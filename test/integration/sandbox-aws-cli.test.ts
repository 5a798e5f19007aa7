import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { requires } from '../support/capabilities';

const HOUR = 60 * 60 * 1000;

requires('aws').describe('the AWS CLI at the sandbox', () => {
  let folder: string;
  let sandbox: Sandbox;
  let shift = 0;

  /** Runs `aws ecr …`; answers its JSON, or throws what it says on stderr. */
  const aws = (
    profile: string,
    args: string[],
    env: Record<string, string> = {},
  ): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const { configFile, credentialsFile } = sandbox.description;
      const files = {
        AWS_CONFIG_FILE: configFile,
        AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
        AWS_MAX_ATTEMPTS: '1',
        HOME: folder,
      };
      const chosen = profile === '' ? {} : { AWS_PROFILE: profile };
      const environment = { PATH: process.env.PATH, AWS_PAGER: '', ...files, ...chosen, ...env };
      execFile('aws', ['--output', 'json', ...args], { env: environment }, (error, stdout, stderr) => {
        if (error !== null) reject(new Error(stderr || error.message));
        else resolve(stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>));
      });
    });
  const ecr = (...args: string[]): Promise<Record<string, unknown>> =>
    aws('sandbox-harbour', ['ecr', ...args]);
  const names = (answer: Record<string, unknown>): string[] =>
    (answer['repositories'] as { repositoryName: string }[]).map(({ repositoryName }) => repositoryName);
  const signedWith = (secret: string, id?: string): Record<string, string> => {
    const { endpoint, profiles } = sandbox.description;
    return {
      AWS_ACCESS_KEY_ID: id ?? (profiles[0]?.accessKeyId as string),
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: endpoint,
    };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-aws-cli-'));
    sandbox = await startSandbox({ stateDir: join(folder, 'state'), now: () => Date.now() + shift });
  });
  afterAll(async () => {
    await sandbox?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('tells who asks, for keys and for a role', async () => {
    const [user, role] = await Promise.all(
      ['sandbox-harbour', 'sandbox-lighthouse-deployer'].map((profile) =>
        aws(profile, ['sts', 'get-caller-identity']),
      ),
    );
    expect(user).toMatchObject({ Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/captain' });
    expect(role).toMatchObject({
      Account: '444455556666',
      Arn: expect.stringContaining(':assumed-role/deployer/') as string,
    });
  });

  test('keeps a lifecycle policy as it was put, and says when there is none', async () => {
    const text = JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 3 },
          action: { type: 'expire' },
        },
      ],
    });
    const on = ['--repository-name', 'tools/smoke'];
    await expect(ecr('get-lifecycle-policy', ...on)).rejects.toThrow('LifecyclePolicyNotFoundException');
    await ecr('put-lifecycle-policy', ...on, '--lifecycle-policy-text', text);
    expect(await ecr('get-lifecycle-policy', ...on)).toMatchObject({ lifecyclePolicyText: text });
    const wrong = text.replace('"untagged"', '"tagged"');
    await expect(ecr('put-lifecycle-policy', ...on, '--lifecycle-policy-text', wrong)).rejects.toThrow(
      'InvalidParameterException',
    );
    expect(await ecr('delete-lifecycle-policy', ...on)).toMatchObject({ lifecyclePolicyText: text });
  });

  test('answers findings, refuses a second scan on one day, and keeps the settings of the registry', async () => {
    const image = ['--repository-name', 'payments/gateway', '--image-id', 'imageTag=4.0.7'];
    const other = ['--repository-name', 'payments/ledger', '--image-id', 'imageTag=2.2.2'];
    const lighthouse = (...args: string[]) => aws('sandbox-lighthouse', ['ecr', ...args]);
    const [found, none] = await Promise.allSettled([
      lighthouse('describe-image-scan-findings', ...image),
      lighthouse('describe-image-scan-findings', ...other),
    ]);
    expect(found).toMatchObject({ value: { imageScanFindings: { findingSeverityCounts: { HIGH: 2 } } } });
    expect(String(none.status === 'rejected' && none.reason)).toContain('ScanNotFoundException');
    await lighthouse('start-image-scan', ...other);
    await expect(lighthouse('start-image-scan', ...other)).rejects.toThrow('LimitExceededException');
    await lighthouse(
      'create-pull-through-cache-rule',
      '--ecr-repository-prefix',
      'hub',
      '--upstream-registry-url',
      'public.ecr.aws',
    );
    expect(await lighthouse('describe-pull-through-cache-rules')).toMatchObject({
      pullThroughCacheRules: [{ ecrRepositoryPrefix: 'hub' }],
    });
    expect(await lighthouse('describe-registry')).toMatchObject({ replicationConfiguration: { rules: [] } });
  });

  test('refuses a wrong secret, an unknown key and a clock that is an hour off, each by its name', async () => {
    const ask = ['ecr', 'describe-repositories'];
    const secret = sandbox.description.profiles[0]?.secretAccessKey as string;
    await Promise.all([
      expect(aws('', ask, signedWith('wrong'))).rejects.toThrow('InvalidSignatureException'),
      expect(aws('', ask, signedWith(secret, 'AKIAAAAAAAAAAAAAAAAA'))).rejects.toThrow(
        'UnrecognizedClientException',
      ),
    ]);
    shift = HOUR;
    try {
      await expect(aws('', ask, signedWith(secret))).rejects.toThrow('Signature expired');
    } finally {
      shift = 0;
    }
  });

  test('says in the words of IAM what a read-only user and another account may not do', async () => {
    const registry = ['--registry-id', '111122223333', '--repository-name'];
    const create = ['ecr', 'create-repository', '--repository-name', 'shop/forbidden'];
    await Promise.all([
      expect(aws('sandbox-harbour-readonly', create)).rejects.toThrow(
        /auditor is not authorized to perform: ecr:CreateRepository on resource: .* because no identity-based policy allows/,
      ),
      expect(
        aws('sandbox-lighthouse', [
          'ecr',
          'batch-get-image',
          ...registry,
          'shop/api',
          '--image-ids',
          'imageTag=latest',
        ]),
      ).rejects.toThrow('AccessDenied'),
      expect(
        aws('sandbox-lighthouse', [
          'ecr',
          'batch-get-image',
          ...registry,
          'platform/base',
          '--image-ids',
          'imageTag=bookworm',
        ]),
      ).resolves.toMatchObject({ failures: [] }),
    ]);
  });

  test('keeps a child of an index, and a tag of an immutable repository', async () => {
    const api = ['--repository-name', 'shop/api'];
    const [index] = (await ecr('batch-get-image', ...api, '--image-ids', 'imageTag=2.4.1'))['images'] as {
      imageManifest: string;
    }[];
    const child = (JSON.parse(index?.imageManifest ?? '') as { manifests: { digest: string }[] }).manifests[0]
      ?.digest as string;
    expect(await ecr('batch-delete-image', ...api, '--image-ids', `imageDigest=${child}`)).toMatchObject({
      failures: [{ failureCode: 'ImageReferencedByManifestList' }],
    });
    const checkout = ['--repository-name', 'shop/checkout'];
    const [older] = (await ecr('batch-get-image', ...checkout, '--image-ids', 'imageTag=1.9.0'))[
      'images'
    ] as { imageManifest: string }[];
    await expect(
      ecr('put-image', ...checkout, '--image-tag', '1.9.2', '--image-manifest', older?.imageManifest ?? ''),
    ).rejects.toThrow('ImageTagAlreadyExistsException');
  });

  test('pages through the repositories without losing or repeating any', async () => {
    const [whole, paged, first] = await Promise.all([
      ecr('describe-repositories'),
      ecr('describe-repositories', '--page-size', '3'),
      ecr('describe-repositories', '--max-items', '4'),
    ]);
    expect(names(whole)).toHaveLength(13);
    expect(names(paged)).toEqual(names(whole));
    const rest = await ecr('describe-repositories', '--starting-token', String(first['NextToken']));
    expect([...names(first), ...names(rest)]).toEqual(names(whole));
  });

  test('keeps repositories of ECR Public by account, in us-east-1 alone', async () => {
    const harbour = (...args: string[]) => aws('sandbox-harbour-us', ['ecr-public', ...args]);
    await harbour('create-repository', '--repository-name', 'open/tool');
    await expect(harbour('create-repository', '--repository-name', 'open/tool')).rejects.toThrow(
      'RepositoryAlreadyExistsException',
    );
    expect(names(await harbour('describe-repositories'))).toContain('open/tool');
    expect(names(await aws('sandbox-lighthouse-us', ['ecr-public', 'describe-repositories']))).toEqual([]);
    expect(await harbour('get-authorization-token')).toHaveProperty('authorizationData.authorizationToken');
    await harbour('delete-repository', '--repository-name', 'open/tool');
    expect(names(await harbour('describe-repositories'))).not.toContain('open/tool');
  });
});
