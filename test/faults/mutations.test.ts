import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OCI_INDEX, OCI_MANIFEST } from '../../electron/registry/media-types';
import { RegistryClient } from '../../electron/registry/registry-client';
import { WireTransport } from '../../electron/registry/wire/wire-transport';
import { copyImage } from '../../electron/transfer/copy-image';
import type { RegistryAccess } from '../../electron/transfer/ports';
import { parseImageReference } from '../../shared/ecr/image-reference';
import { AppError } from '../../shared/errors';
import { noSleep } from '../registry/access';
import { MUTATIONS, mutated, randomFrom, type Mutation } from '../support/mutations';
import { digestOf, startWrongRegistry, type WrongRegistry } from '../support/wrong-registry';

const never = new AbortController().signal;
const SEED = Number(process.env.BERTH_TEST_SEED ?? Date.now() % 2 ** 31);
const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar';
/** Five hundred answers of blobs, half of them fetched elsewhere, three hundred of manifests, two hundred in the middle of a copy. */
const RUNS = { blobs: 500, manifests: 300, copies: 200 };

/** A registry that gives wrong bytes, as often as it is asked: nothing of them is ever taken for what was asked for. */
describe('a registry that gives other bytes than it should', () => {
  const random = randomFrom(SEED);
  let source: WrongRegistry;
  let target: WrongRegistry;
  let root = '';
  let layer = { mediaType: OCI_LAYER, digest: '', size: 0 };
  const transport = new WireTransport({ idleWithin: 5000 });
  const client = (host: string): RegistryClient => new RegistryClient({ host, transport, authorization: async () => 'QVdTOnNlY3JldA==', sleep: noSleep, random: () => 0 });
  const access: RegistryAccess = { client: async (host) => client(host), credentials: async () => undefined };
  const put = (bytes: Buffer, mediaType: string) => {
    source.content.set(digestOf(bytes), { bytes, mediaType });
    return { mediaType, digest: digestOf(bytes), size: bytes.length };
  };
  const randomBytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  const tally = { tried: 0, accepted: 0, right: 0, untyped: 0, byKind: new Map<Mutation, number>() };
  /** What came of asking for wrong bytes: nothing, or a failure that a person can read. */
  const judge = (mutation: Mutation, thrown: unknown, accepted: boolean): void => {
    tally.tried += 1;
    tally.byKind.set(mutation, (tally.byKind.get(mutation) ?? 0) + 1);
    if (accepted) tally.accepted += 1;
    else if (thrown !== undefined && (!(thrown instanceof AppError) || thrown.code === 'internal')) tally.untyped += 1;
  };
  const kinds = (but: readonly Mutation[] = []): Mutation[] => MUTATIONS.filter((each) => !but.includes(each));
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

  beforeAll(async () => {
    [source, target] = await Promise.all([startWrongRegistry(), startWrongRegistry()]);
    layer = put(randomBytes(70_000), OCI_LAYER);
    const config = put(Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux' })), 'application/vnd.oci.image.config.v1+json');
    const manifest = put(Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: [layer, put(randomBytes(900), OCI_LAYER)] })), OCI_MANIFEST);
    const index = put(Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [{ ...manifest, platform: { os: 'linux', architecture: 'amd64' } }] })), OCI_INDEX);
    root = index.digest;
    source.tags.set('v1', root);
  });
  afterAll(async () => {
    transport.close();
    await Promise.all([source.close(), target.close()]);
    process.stdout.write(`${tally.accepted} of ${tally.tried} mutated answers accepted, ${tally.untyped} without a sentence, ${tally.right} copies whole all the same, seed ${SEED}: ${JSON.stringify(Object.fromEntries(tally.byKind))}\n`);
  });

  test('what is right is read, also from another host', async () => {
    for (const redirects of [false, true]) {
      source.redirects = redirects;
      const parts: Buffer[] = [];
      await client(source.host).repository('team/app').read(layer, (bytes) => void parts.push(Buffer.from(bytes)), { signal: never });
      expect(digestOf(Buffer.concat(parts))).toBe(layer.digest);
    }
    expect((await client(source.host).repository('team/app').manifest('v1', never)).digest).toBe(root);
  });

  test(`none of ${RUNS.blobs} mutated blobs passes for the layer, and no other host is shown the sign-in`, async () => {
    const before = tally.accepted;
    for (let run = 0; run < RUNS.blobs; run += 1) {
      // The digest in the head of a blob's answer is nothing that anybody reads: the bytes under it are right.
      const mutation = pick(kinds(['wrong-digest']));
      source.redirects = run % 2 === 1;
      source.wrong = (_, { bytes }) => mutated(bytes, mutation, random);
      const thrown: unknown = await client(source.host).repository('team/app').read(layer, () => undefined, { signal: never }).then(() => undefined, (failure: unknown) => failure);
      judge(mutation, thrown, thrown === undefined);
    }
    source.wrong = undefined;
    expect(tally.accepted - before).toBe(0);
    expect(source.shownElsewhere.length).toBeGreaterThan(RUNS.blobs / 4);
    expect(source.shownElsewhere.filter((header) => header !== '')).toEqual([]);
  });

  test(`none of ${RUNS.manifests} mutated manifests passes for the one that was asked for`, async () => {
    const before = tally.accepted;
    const repository = client(source.host).repository('team/app');
    for (let run = 0; run < RUNS.manifests; run += 1) {
      const byTag = run % 2 === 0;
      // By digest, the digest that was asked for decides; what the head says of it does not matter.
      const mutation = pick(kinds(byTag ? [] : ['wrong-digest']));
      source.wrong = (_, { bytes }) => mutated(bytes, mutation, random);
      const thrown: unknown = await repository.manifest(byTag ? 'v1' : root, never).then(() => undefined, (failure: unknown) => failure);
      judge(mutation, thrown, thrown === undefined);
    }
    source.wrong = undefined;
    expect(tally.accepted - before).toBe(0);
  });

  test(`none of ${RUNS.copies} copies with one mutated part ends as a success with other bytes, or writes the tag`, async () => {
    const before = tally.accepted;
    const parts = [...source.content.keys()];
    for (let run = 0; run < RUNS.copies; run += 1) {
      const victim = pick(parts);
      const isBlob = victim === layer.digest || !/manifest|index/.test(source.content.get(victim)?.mediaType ?? '');
      const mutation = pick(kinds(isBlob || victim !== root ? ['wrong-digest'] : []));
      source.redirects = run % 2 === 1;
      source.wrong = (digest, { bytes }) => (digest === victim ? mutated(bytes, mutation, random) : undefined);
      target.written.clear();
      target.blobs.clear();
      const from = parseImageReference(`${source.host}/team/app:v1`);
      // Another repository each time: nothing is known of it from the copy before.
      const to = parseImageReference(`${target.host}/copied/n${run}:v1`);
      const thrown: unknown = await copyImage(access, { from, to }, { signal: never, report: () => undefined }).then(() => undefined, (failure: unknown) => failure);
      // A length that is too large leaves all the bytes right: a copy that found them so is one.
      const isRight = thrown === undefined && target.written.get('v1') === root && [...target.blobs].every(([said, is]) => said === is);
      judge(mutation, thrown, !isRight && (thrown === undefined || target.written.has('v1')));
      if (isRight) tally.right += 1;
    }
    source.wrong = undefined;
    expect(tally.accepted - before).toBe(0);
  });

  test('every failure was a sentence, and every kind of mutation was tried', () => {
    expect(tally).toMatchObject({ tried: RUNS.blobs + RUNS.manifests + RUNS.copies, accepted: 0, untyped: 0 });
    expect([...tally.byKind.keys()].sort()).toEqual([...MUTATIONS].sort());
  });
});
