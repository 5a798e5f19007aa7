/** Changes and the activity log, as main answers them. */
import type { Result } from '../../../shared/errors';
import type { CommandInput, CommandName } from '../../../shared/ipc/contract';
import { changeLines } from '../../../shared/ecr/aws-cli/change-lines';
import type { Activity } from '../../../shared/model/changes/activity';
import type { Change, ChangePreview } from '../../../shared/model/changes/change';
import type { Scenario } from './bridge';

const facts = {
  accountId: '111122223333',
  arn: 'arn:aws:ecr:eu-central-1:111122223333:repository/payments/api',
};

function preview(input: unknown): ChangePreview {
  const change = input as Change;
  const { name } = change.repository;
  const plain = {
    change,
    title: change.kind,
    uses: [],
    unasked: [],
    awsCli: changeLines(change, facts),
    undo: { possible: true },
  };
  switch (change.kind) {
    case 'delete-repository':
      return {
        ...plain,
        effects: [
          `${name} is gone, with its settings and policies.`,
          '12 images with 14 tags go with it, for good: v2.14.0, v2.13.3, latest …',
        ],
        warnings: [{ text: 'The profile harbour is marked as production.', serious: true }],
        typed: name,
        undo: {
          possible: true,
          note: 'Undo makes it again with its settings; its images do not come back, their layers go with the repository.',
        },
      };
    case 'delete-images':
      return {
        ...plain,
        effects: [
          `${change.images.length} images are gone, 412.7 MB by ECR’s count.`,
          '3 tags are gone with them: v2.14.0, latest, stable.',
          '2 images without a tag of their own, children of these indexes, go too.',
        ],
        warnings: [
          {
            text: 'Some of them are running right now: they cannot be pulled again afterwards.',
            serious: true,
          },
          { text: '1 image was pulled in the last 30 days.', serious: false },
        ],
        uses: [
          {
            by: 'container',
            digest: change.images[0]?.digest ?? '',
            what: 'container web-api on this machine',
            running: true,
          },
          {
            by: 'ecs',
            digest: change.images[0]?.digest ?? '',
            tag: 'v2.14.0',
            what: 'service shop/api in cluster prod (3 tasks)',
            running: true,
          },
        ],
        unasked: [{ by: 'eks', why: 'The profile may not call eks:ListClusters.' }],
        undo: { possible: true, note: 'The images can be put back as long as ECR keeps their layers.' },
      };
    case 'archive-images':
      return {
        ...plain,
        effects: [
          `${change.images.length === 1 ? '1 image goes' : `${change.images.length} images go`} to archive storage: kept, and not to be pulled until restored.`,
        ],
        warnings: [
          {
            text: 'ECR charges archive storage for 90 days at least, and each gigabyte that is restored.',
            serious: false,
          },
        ],
      };
    case 'create-repository':
      return {
        ...plain,
        effects: [
          `${name} is created in ${change.repository.region}: tags mutable, scan on push, encrypted with AES-256.`,
        ],
        warnings: [],
        undo: { possible: true, note: 'As long as it has no images.' },
      };
    case 'set-tag':
      return {
        ...plain,
        effects: [`${change.tag} names ${change.digest.slice(7, 19)}.`],
        warnings: change.move
          ? [{ text: 'Whoever pulls by the tag gets the other image from then on.', serious: false }]
          : [],
      };
    case 'remove-tag':
      return change.deleteImage
        ? {
            ...plain,
            effects: [`${change.tag} is gone, and with its last tag the image 4f4f4f4f4f4f.`],
            warnings: [
              {
                text: `${change.tag} is the only tag of its image: ECR deletes the image with it.`,
                serious: true,
              },
            ],
            undo: { possible: true, note: 'The image can be put back as long as ECR keeps its layers.' },
          }
        : { ...plain, effects: [`${change.tag} is gone; the image stays as latest.`], warnings: [] };
    default:
      return { ...plain, effects: [`${change.kind} of ${name}.`], warnings: [] };
  }
}

const activity = (over: Partial<Activity> & { change: NonNullable<Activity['change']> }): Activity => ({
  id: over.title ?? '1',
  at: '2026-03-14T08:30:00.000Z',
  profile: 'harbour',
  place: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/payments/api',
  title: 'Change',
  result: 'done',
  items: [{ what: 'v2.14.0', result: 'done' }],
  awsCli: changeLines(over.change, facts),
  undo: { possible: true },
  ...over,
});
const repository = { profile: 'harbour', region: 'eu-central-1', name: 'payments/api' };
const digest = `sha256:${'4f'.repeat(32)}`;
export const activities: readonly Activity[] = [
  activity({
    title: 'Delete payments/api:v2.11.0',
    change: { kind: 'delete-images', repository, images: [{ digest, tags: ['v2.11.0'] }], children: true },
    undo: { possible: true, note: 'The images can be put back as long as ECR keeps their layers.' },
  }),
  activity({
    title: 'Delete 3 images of payments/api',
    result: 'partly',
    at: '2026-03-13T08:30:00.000Z',
    change: { kind: 'delete-images', repository, images: [{ digest, tags: [] }], children: true },
    items: [
      { what: 'v2.10.0', result: 'done' },
      {
        what: 'sha256:4f4f4f4f4f4f',
        result: 'failed',
        error: {
          code: 'invalid-input',
          message: '4f4f4f4f4f4f of payments/api belongs to a multi-platform index that stays.',
          hint: 'Delete the index too, or leave this image.',
        },
      },
    ],
  }),
  activity({
    title: 'Change which tags of payments/api may move',
    result: 'failed',
    at: '2026-03-12T11:00:00.000Z',
    items: [],
    change: { kind: 'set-mutability', repository, mutability: 'IMMUTABLE', mutabilityExclusions: [] },
    error: {
      code: 'access-denied',
      message: 'Profile harbour may not call PutImageTagMutability.',
      hint: 'Ask for ecr:PutImageTagMutability.',
    },
    undo: { possible: false, note: 'Nothing was changed.' },
  }),
  activity({
    title: 'Put the tag stable on 4f4f4f4f4f4f of payments/api',
    result: 'undone',
    at: '2026-03-01T11:00:00.000Z',
    change: { kind: 'set-tag', repository, digest, tag: 'stable', move: true },
    undo: { possible: false, note: 'It was undone.' },
  }),
];

/** Undefined: none of these commands. */
export function answerChanges(
  name: CommandName,
  input: unknown,
  scenario: Scenario,
): Result<unknown> | undefined {
  const failure: Result<unknown> = {
    ok: false,
    error: {
      code: 'network',
      message: 'ECR in us-east-1 could not be reached.',
      hint: 'Check the connection and try again.',
    },
  };
  switch (name) {
    case 'change.preview':
      return scenario === 'failing'
        ? failure
        : { ok: true, value: { previews: (input as CommandInput<'change.preview'>).changes.map(preview) } };
    case 'change.apply': {
      const change = (input as CommandInput<'change.apply'>).change as Change;
      return { ok: true, value: activity({ title: change.kind, change }) };
    }
    case 'change.template':
      return {
        ok: true,
        value: {
          settings: {
            kind: 'create-repository',
            repository,
            mutability: 'IMMUTABLE_WITH_EXCLUSION',
            mutabilityExclusions: ['dev-*'],
            scanOnPush: true,
            encryption: { type: 'AES256' },
            tags: { team: 'payments', cost: '4711' },
          },
          unread: [],
        },
      };
    case 'activity.query': {
      const { search = '' } = input as CommandInput<'activity.query'>;
      const rows = scenario === 'full' ? activities.filter(({ title }) => title.includes(search)) : [];
      return scenario === 'failing' ? failure : { ok: true, value: { rows, total: rows.length } };
    }
    case 'activity.undo':
      return { ok: true, value: { ...activities[0], result: 'done' } };
    default:
      return undefined;
  }
}
