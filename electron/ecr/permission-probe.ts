import {
  BatchCheckLayerAvailabilityCommand,
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CompleteLayerUploadCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  GetDownloadUrlForLayerCommand,
  SetRepositoryPolicyCommand,
  UploadLayerPartCommand,
  type ECRClient,
} from '@aws-sdk/client-ecr';
import type { AppError } from '../../shared/errors';
import type { PermissionProbe } from '../../shared/model/profile';
import { asEcrError } from './call-ecr';
import type { EcrClients, EcrScope } from './ports';

export interface PermissionProbePorts {
  clients: EcrClients;
  /** A UUID; names what cannot be there. */
  newId: () => string;
}

type Capability = PermissionProbe['capabilities'][number];
type Verdict = Omit<Capability, 'capability'>;

/** API actions to learn about, each with a call that can change nothing. */
export interface PermissionQuestion {
  /** What it was asked of: one clause. */
  about: string;
  calls: readonly [action: string, send: (client: ECRClient) => Promise<unknown>][];
}
interface Question extends PermissionQuestion {
  capability: Capability['capability'];
}

/** No image and no layer has this digest. */
const NOTHING = `sha256:${'0'.repeat(64)}`;
/** A policy that is valid, and gives nothing to anybody. */
const NO_POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'ecr:ReplicateImage' }] });
/** Permission comes before existence (see below), so “it is not there” means “you might have”. */
const NOT_THERE = ['RepositoryNotFoundException', 'ImageNotFoundException', 'LayersNotFoundException', 'LayerInaccessibleException', 'UploadNotFoundException', 'EmptyUploadException'];
/** Failures that concern the whole profile: nothing more can be learned. */
const HOPELESS: readonly AppError['code'][] = ['credentials-invalid', 'credentials-missing', 'session-expired', 'mfa-required', 'keychain-locked', 'keychain-unavailable', 'profile-incomplete', 'profile-not-found', 'network', 'timeout', 'clock-skew'];

/**
 * What a profile may do in a region, learned without changing anything. ECR decides about permission before it looks for the
 * repository, the image or the upload named, so that nobody learns what exists: whoever asks about what is not there hears
 * AccessDenied when it is forbidden, and “not found” when it would have been allowed. Reading is asked of a repository that
 * exists, where there is one, with a digest that none has. Everything that could change something is asked of a repository whose
 * name is made up on the spot, beside an existing one, because policies often allow whole prefixes; and pushing with an upload
 * that was never begun, for beginning one may create its repository where a template says so (CREATE_ON_PUSH). Creating cannot be
 * asked at all: a name that is taken might be free by then, and a wrong one is refused before anybody looks at permissions.
 * @throws AppError when the profile has no credentials that AWS takes, or AWS cannot be reached.
 */
export async function probePermissions({ clients, newId }: PermissionProbePorts, scope: EcrScope): Promise<PermissionProbe> {
  const client = await clients.ecr(scope.profile, scope.region);
  const ask = (question: Question): Promise<Capability> => verdictOf(client, scope, question).then((verdict) => ({ capability: question.capability, ...verdict }));
  const signIn = await ask({ capability: 'sign-in', about: 'a token was given', calls: [['GetAuthorizationToken', (ecr) => ecr.send(new GetAuthorizationTokenCommand({}))]] });
  let existing: string | undefined;
  const list = await ask({
    capability: 'list', about: 'the list was given',
    calls: [['DescribeRepositories', async (ecr) => void (existing = (await ecr.send(new DescribeRepositoriesCommand({ maxResults: 1 }))).repositories?.[0]?.repositoryName)]],
  });
  const others = await Promise.all(questions(existing, newId).map(ask));
  const create: Capability = { capability: 'create', verdict: 'unknown', reason: 'Only creating a repository would tell.' };
  return { ...scope, capabilities: [signIn, list, ...others, create] };
}

function questions(existing: string | undefined, newId: () => string): Question[] {
  const nowhere = `${existing === undefined ? '' : existing.replace(/[^/]*$/, '')}berth-probe-${newId()}`;
  const [read, write] = [{ repositoryName: existing ?? nowhere }, { repositoryName: nowhere }];
  return [
    {
      capability: 'pull', about: existing === undefined ? 'asked of a repository that does not exist' : `asked of ${existing}, for an image that does not exist`,
      calls: [
        ['BatchGetImage', (ecr) => ecr.send(new BatchGetImageCommand({ ...read, imageIds: [{ imageDigest: NOTHING }] }))],
        ['GetDownloadUrlForLayer', (ecr) => ecr.send(new GetDownloadUrlForLayerCommand({ ...read, layerDigest: NOTHING }))],
      ],
    },
    {
      capability: 'push', about: `asked of ${nowhere}, which does not exist`,
      calls: pushCalls(write, newId()),
    },
    {
      capability: 'delete', about: `asked of ${nowhere}, which does not exist`,
      calls: [['BatchDeleteImage', (ecr) => ecr.send(new BatchDeleteImageCommand({ ...write, imageIds: [{ imageDigest: NOTHING }] }))]],
    },
    {
      capability: 'set-policy', about: `asked of ${nowhere}, which does not exist`,
      calls: [['SetRepositoryPolicy', (ecr) => ecr.send(new SetRepositoryPolicyCommand({ ...write, policyText: NO_POLICY }))]],
    },
  ];
}

/** The calls of a push, about a layer that nobody has and the upload `uploadId`, which must never have been begun. */
export function pushCalls(where: { repositoryName: string; registryId?: string }, uploadId: string): PermissionQuestion['calls'] {
  const begunNever = { ...where, uploadId };
  return [
    ['BatchCheckLayerAvailability', (ecr) => ecr.send(new BatchCheckLayerAvailabilityCommand({ ...where, layerDigests: [NOTHING] }))],
    ['UploadLayerPart', (ecr) => ecr.send(new UploadLayerPartCommand({ ...begunNever, partFirstByte: 0, partLastByte: 0, layerPartBlob: new Uint8Array(1) }))],
    ['CompleteLayerUpload', (ecr) => ecr.send(new CompleteLayerUploadCommand({ ...begunNever, layerDigests: [NOTHING] }))],
  ];
}

/** Allowed when every call is, denied by the first that is not. @throws AppError when nothing can be learned with this profile at all. */
export async function verdictOf(client: ECRClient, scope: EcrScope, { about, calls }: PermissionQuestion): Promise<Verdict> {
  for (const [action, send] of calls) {
    try {
      await send(client);
    } catch (thrown) {
      if (thrown instanceof Error && NOT_THERE.includes(thrown.name)) continue;
      const error = asEcrError(thrown, { ...scope, operation: action });
      if (error.code === 'access-denied') return { verdict: 'denied', reason: `ecr:${action} is not allowed (${about}).` };
      if (HOPELESS.includes(error.code)) throw error;
      return { verdict: 'unknown', reason: error.message };
    }
  }
  const names = calls.map(([action]) => `ecr:${action}`);
  return { verdict: 'allowed', reason: `${names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} are` : `${names[0] ?? ''} is`} allowed (${about}).` };
}
