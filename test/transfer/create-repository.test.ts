import { expect, test } from 'vitest';
import type { JobContext } from '../../electron/jobs/job-kinds';
import { transferKinds, type TransferKindsPorts } from '../../electron/transfer/transfer-kinds';
import { AppError } from '../../shared/errors';
import type { JobOutcome } from '../../shared/model/moving/job';

const HOST = '111111111111.dkr.ecr.eu-central-1.amazonaws.com';
const unused = (name: string) => () => Promise.reject(new Error(`${name} was used`));

/** Kinds whose parts write down what happens, in order. */
function noting(over: Partial<TransferKindsPorts> = {}) {
  const notes: string[] = [];
  const moved = (kind: string) => async (): Promise<JobOutcome> => {
    notes.push(kind);
    return { reference: `${HOST}/team/app:v1` };
  };
  const docker = { commit: unused('commit'), tag: unused('tag'), removeImage: unused('removeImage'), pull: unused('pull'), inspectImage: unused('inspectImage'), inspectContainer: unused('inspectContainer') };
  const access = { client: unused('client'), credentials: unused('credentials') };
  const kinds = transferKinds({
    docker,
    access,
    build: { docker: { ...docker, use: unused('use') }, access, gitState: unused('gitState'), newId: () => 'id', env: {}, platform: 'linux', heldArgs: { valuesOf: () => ({}) } },
    bytes: { copy: moved('copied'), export: moved('exported'), 'push-archive': moved('pushed'), 'push-image': moved('pushed') },
    hostOf: async () => HOST,
    sync: unused('sync'),
    change: unused('change'),
    ensureRepository: async ({ host, repository, profile }) => void notes.push(`created ${host}/${repository} as ${profile ?? 'whoever fits'}`),
    arrived: ({ repository }) => void notes.push(`arrived at ${repository}`),
    ...over,
  });
  const steps: string[] = [];
  const stop = new AbortController();
  const context: JobContext = { signal: stop.signal, report: ({ step }) => void steps.push(step) };
  return { kinds, notes, steps, context, stop };
}

test('a copy creates the repository first, as the target’s profile, when that was agreed to', async () => {
  const { kinds, notes, steps, context } = noting();
  await kinds.copy({ from: `${HOST}/a:1`, to: `${HOST}/team/app:v1`, toProfile: 'prod', createRepository: true }, context);
  expect(steps[0]).toBe('Creating the repository');
  expect(notes).toEqual([`created ${HOST}/team/app as prod`, 'copied', 'arrived at team/app']);
});

test('an archive is pushed without a look at the repository when it was not', async () => {
  const { kinds, notes, steps, context } = noting();
  await kinds['push-archive']({ file: 'app.tar', reference: `${HOST}/team/app:v1` }, context);
  expect(steps).toEqual([]);
  expect(notes).toEqual(['pushed', 'arrived at team/app']);
});

test('where the repository cannot be created nothing is moved, and no list hears of an image', async () => {
  const { kinds, notes, context } = noting({ ensureRepository: async () => Promise.reject(new AppError('access-denied', 'Profile dev may not do ecr:CreateRepository.')) });
  await expect(kinds['push-archive']({ file: 'app.tar', reference: `${HOST}/team/app:v1`, createRepository: true }, context)).rejects.toMatchObject({ code: 'access-denied' });
  expect(notes).toEqual([]);
});

test('a job that is cancelled meanwhile moves nothing', async () => {
  const { kinds, notes, context, stop } = noting({ ensureRepository: async () => stop.abort() });
  await expect(kinds.copy({ from: `${HOST}/a:1`, to: `${HOST}/b:1`, createRepository: true }, context)).rejects.toMatchObject({ code: 'cancelled' });
  expect(notes).toEqual([]);
});
