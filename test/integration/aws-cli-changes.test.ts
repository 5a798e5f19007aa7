import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { DescribeImagesCommand, DescribeRepositoriesCommand, GetLifecyclePolicyCommand, GetRepositoryPolicyCommand, ListTagsForResourceCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { GetRepositoryCatalogDataCommand } from '@aws-sdk/client-ecr-public';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OCI_INDEX, OCI_MANIFEST } from '../../electron/registry/media-types';
import type { RepositoryKey } from '../../shared/model/repository';
import { changesAround, type ChangesAround } from '../changes/changes-around';
import { PROFILE, REGION } from '../ecr/tags/sandbox-repository';
import { requires } from '../support/capabilities';

const inShell = promisify(exec);
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: "it's all", Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Action: ['ecr:BatchGetImage'] }] });
const LIFECYCLE = JSON.stringify({ rules: [{ rulePriority: 1, description: 'Keep one "untagged" image; $HOME `id`', selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 1 }, action: { type: 'expire' } }] });

/** What the AWS CLI makes of the lines that Berth shows, beside what Berth makes of the change itself. */
requires('aws').describe('the AWS CLI lines of a change', () => {
  let around: ChangesAround;
  let client: ECRClient;
  let count = 0;
  beforeAll(async () => {
    around = await changesAround();
    client = await around.clients.ecr(PROFILE, REGION);
  });
  afterAll(() => around.close());

  const run = async (lines: readonly string[]): Promise<void> => {
    const { configFile, credentialsFile } = around.sandbox.description;
    const env = { PATH: process.env.PATH, HOME: around.folder, AWS_CONFIG_FILE: configFile, AWS_SHARED_CREDENTIALS_FILE: credentialsFile, AWS_PAGER: '' };
    for (const line of lines) await inShell(line, { env });
  };
  const absent = (): undefined => undefined;
  /** Everything of a repository that a change can change, without what names it. */
  const stateOf = async (name: string) => {
    const { repositories = [] } = await client.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })).catch(() => ({ repositories: [] }));
    const [repository] = repositories;
    if (repository === undefined) return 'gone';
    const { imageTagMutability, imageTagMutabilityExclusionFilters, imageScanningConfiguration, encryptionConfiguration } = repository;
    const { imageDetails = [] } = await client.send(new DescribeImagesCommand({ repositoryName: name, filter: { imageStatus: 'ANY' } }));
    return {
      imageTagMutability, imageTagMutabilityExclusionFilters, imageScanningConfiguration, encryptionConfiguration,
      tags: (await client.send(new ListTagsForResourceCommand({ resourceArn: repository.repositoryArn }))).tags,
      lifecycle: await client.send(new GetLifecyclePolicyCommand({ repositoryName: name })).then((answer) => answer.lifecyclePolicyText, absent),
      policy: await client.send(new GetRepositoryPolicyCommand({ repositoryName: name })).then((answer) => answer.policyText, absent),
      images: imageDetails.map(({ imageDigest, imageTags = [], imageStatus }) => [imageDigest, [...imageTags].sort(), imageStatus]),
    };
  };
  /** A repository with two images, one of them in an index, and some settings. */
  const filled = async (name: string) => {
    const repository = await around.create(name);
    const [one, two] = [await around.push(name, 'v1', { seed: '1' }), await around.push(name, undefined, { seed: '2' })];
    const index = await around.putManifest(name, 'multi', { mediaType: OCI_INDEX, json: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [{ mediaType: OCI_MANIFEST, digest: two, size: 400, platform: { os: 'linux', architecture: 'arm64' } }] } });
    await around.apply({ kind: 'set-resource-tags', repository, set: { team: 'sea', old: 'x' } });
    await around.apply({ kind: 'set-policy', repository, text: POLICY });
    return { repository, one, two, index };
  };
  type Filled = Awaited<ReturnType<typeof filled>>;

  const CHANGES: Record<string, (on: Filled) => object> = {
    'set-mutability': () => ({ kind: 'set-mutability', mutability: 'IMMUTABLE_WITH_EXCLUSION', mutabilityExclusions: ['dev-*', 'latest'] }),
    'set-scanning': () => ({ kind: 'set-scanning', scanOnPush: true }),
    'set-resource-tags': () => ({ kind: 'set-resource-tags', set: { team: "shore's, \"new\" $x", 'a b': '' }, remove: ['old'] }),
    'set-lifecycle': () => ({ kind: 'set-lifecycle', text: LIFECYCLE }),
    'taking the policy away': () => ({ kind: 'set-policy' }),
    'set-tag': ({ one }) => ({ kind: 'set-tag', digest: one, tag: 'stable' }),
    'moving a tag': ({ one }) => ({ kind: 'set-tag', digest: one, tag: 'multi', move: true }),
    'compose-index': () => ({ kind: 'compose-index', tag: 'both', children: [{ image: 'v1' }, { image: 'multi' }], annotations: { note: "it's" } }),
    'remove-tag': () => ({ kind: 'remove-tag', tag: 'v1', deleteImage: true }),
    'delete-images': ({ index, one }) => ({ kind: 'delete-images', images: [{ digest: one }, { digest: index }] }),
    'archive-images': ({ one }) => ({ kind: 'archive-images', images: [{ digest: one }] }),
    'delete-repository': () => ({ kind: 'delete-repository', force: true }),
  };
  test.each(Object.keys(CHANGES))('%s: the same as Berth makes', async (name) => {
    const make = CHANGES[name] as (on: Filled) => object;
    count += 1;
    const [theirs, ours] = [await filled(`cli/theirs-${count}`), await filled(`cli/ours-${count}`)];
    const before = await stateOf(theirs.repository.name);
    const { awsCli, refused } = await around.preview({ ...make(theirs), repository: theirs.repository });
    expect(refused).toBeUndefined();
    await run(awsCli);
    expect(await around.apply({ ...make(ours), repository: ours.repository })).toMatchObject({ result: 'done' });
    const after = await stateOf(theirs.repository.name);
    expect(after).toEqual(await stateOf(ours.repository.name));
    expect(after).not.toEqual(before);
  });

  test('create-repository, with everything: the same as Berth makes', async () => {
    const change = (repository: RepositoryKey) => ({ kind: 'create-repository', repository, mutability: 'IMMUTABLE_WITH_EXCLUSION', mutabilityExclusions: ['dev-*'], scanOnPush: true, encryption: { type: 'KMS_DSSE', kmsKey: 'alias/shop' }, tags: { team: 'a, b' }, lifecyclePolicyText: LIFECYCLE, policyText: POLICY });
    const key = (name: string) => ({ profile: PROFILE, region: REGION, name });
    await run((await around.preview(change(key('cli/made-theirs')))).awsCli);
    await around.apply(change(key('cli/made-ours')));
    expect(await stateOf('cli/made-theirs')).toEqual(await stateOf('cli/made-ours'));
  });

  test('a public repository is created and described in the same words', async () => {
    const key = (name: string) => ({ profile: PROFILE, region: REGION, name, registry: 'public' });
    const catalog = { description: "Berth's tools", architectures: ['ARM 64'], aboutText: '# About\n\n`code`' };
    await run((await around.preview({ kind: 'create-repository', repository: key('cli-theirs'), catalog, tags: { team: 'sea' } })).awsCli);
    await around.apply({ kind: 'create-repository', repository: key('cli-ours'), catalog, tags: { team: 'sea' } });
    const shown = async (name: string) => (await around.clients.ecrPublic(PROFILE).send(new GetRepositoryCatalogDataCommand({ repositoryName: name }))).catalogData;
    expect(await shown('cli-theirs')).toEqual(await shown('cli-ours'));
    await run((await around.preview({ kind: 'delete-repository', repository: key('cli-theirs') })).awsCli);
    await expect(shown('cli-theirs')).rejects.toThrow();
  });
});
