import { expect, test } from 'vitest';
import { BuildJob, HeldBuildArgs } from '../../../electron/transfer/build/held-args';
import { SecretMask } from '../../../electron/transfer/build/mask-secrets';
import { Transfers, type TransfersPorts } from '../../../electron/transfer/transfers';
import { AppError } from '../../../shared/errors';
import { BuildImage } from '../../../shared/model/moving/push-source';

const unused = () => Promise.reject(new Error('not for a build'));
function transfersWith(held: HeldBuildArgs) {
  const begun: { title: string; input: unknown }[] = [];
  const ports: TransfersPorts = {
    jobs: { begin: ({ title, input }) => (begun.push({ title, input }), 'job') },
    docker: { inspectContainer: unused, inspectImage: unused, state: () => ({ containers: [] }) },
    heldArgs: held,
    archive: unused,
    gitState: unused,
    describe: unused,
    newestImages: unused,
    today: () => '2026-11-21',
  };
  return { transfers: new Transfers(ports), begun };
}
const newIds = (): (() => string) => {
  let last = 0;
  return () => `held-${(last += 1)}`;
};
const build = (over: Partial<BuildImage>): BuildImage => BuildImage.parse({ folder: '/home/ada/app', reference: 'r.example.com/team/app:1', ...over });

test('no value of a build argument gets into a job’s record, yet the job has them', () => {
  const held = new HeldBuildArgs(newIds());
  const { transfers, begun } = transfersWith(held);
  transfers.build(build({ buildArgs: { NPM_TOKEN: 'canary-1', VERSION: 'canary-2' } }));
  expect(begun[0]?.title).toBe('Build app → team/app:1');
  expect(JSON.stringify(begun)).not.toContain('canary');
  const { args } = BuildJob.parse(begun[0]?.input);
  expect(args?.names).toEqual(['NPM_TOKEN', 'VERSION']);
  expect(held.valuesOf(args)).toEqual({ NPM_TOKEN: 'canary-1', VERSION: 'canary-2' });
});

test('after a restart the values are gone, and the person is told which', () => {
  const held = new HeldBuildArgs(newIds());
  expect(() => held.valuesOf({ id: 'of another day', names: ['NPM_TOKEN'] })).toThrow(expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining('NPM_TOKEN') as string }) as Error);
  expect(held.valuesOf(undefined)).toEqual({});
});

test('old values are let go', () => {
  const held = new HeldBuildArgs(newIds());
  const first = held.hold({ A: '1' });
  for (let more = 0; more < 300; more += 1) held.hold({ A: '2' });
  expect(() => held.valuesOf(first)).toThrow(AppError);
});

test('a build without a place to go, or with a Dockerfile elsewhere, does not begin', () => {
  const { transfers, begun } = transfersWith(new HeldBuildArgs(newIds()));
  const noPlace = build({});
  delete noPlace.reference;
  expect(() => transfers.build(noPlace)).toThrow(expect.objectContaining({ code: 'invalid-input' }) as Error);
  for (const dockerfile of ['../Dockerfile', '/etc/passwd', 'a/../../b', 'C:\\x', '..\\x']) {
    expect(() => transfers.build(build({ dockerfile }))).toThrow(expect.objectContaining({ code: 'invalid-input' }) as Error);
  }
  expect(() => transfers.build(build({ localName: 'Not A Name' }))).toThrow(expect.objectContaining({ code: 'invalid-reference' }) as Error);
  expect(begun).toEqual([]);
});

test('values that are secret by their name are masked in failures, others are left', () => {
  const mask = new SecretMask({ NPM_TOKEN: 'canary-73519', API_KEY: 'x', VERSION: '1.2.3-long' });
  const failure = mask.failure(new AppError('docker-failed', 'At canary-73519.', { hint: 'See canary-73519.', detail: 'x canary-73519 1.2.3-long', cause: new Error('canary-73519') }));
  expect(failure).toMatchObject({ message: 'At ***.', hint: 'See ***.', detail: 'x *** 1.2.3-long', cause: undefined });
});
