import { GetAuthorizationTokenCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { GetAuthorizationTokenCommand as GetPublicTokenCommand, type ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import { AppError } from '../../shared/errors';
import { hostOfEndpoint } from '../../shared/ecr/registry-host';
import { classifyAwsError } from '../sessions/aws-errors';
import type { RegistryToken } from './registry-token';

/** ECR Public has its API in this region alone. */
export const PUBLIC_REGION = 'us-east-1';
const PUBLIC_ENDPOINT = 'https://public.ecr.aws';

/** Whose token, for which region. */
export interface TokenScope {
  profile: string;
  region: string;
  /** ECR Public's registry instead of the account's own. */
  public?: true;
}

export interface AuthorizationClients {
  ecr(profile: string, region: string): ECRClient;
  ecrPublic?(profile: string): ECRPUBLICClient;
}

export interface AskedAuthorization {
  clients: AuthorizationClients;
  /** A custom endpoint of ECR Public that the profile has. */
  publicEndpoint?: (profile: string) => string | undefined;
  now: () => number;
}

/** Asks AWS for a sign-in to a registry. @throws AppError, as AWS refused it, or for what is no answer of ECR. */
export async function askAuthorization(scope: TokenScope, { clients, publicEndpoint, now }: AskedAuthorization): Promise<RegistryToken> {
  const { profile, region } = scope;
  const issuedAt = now();
  let answer: Answer;
  try {
    answer = scope.public === true ? await askPublic(clients, profile, publicEndpoint?.(profile)) : await askPrivate(clients, profile, region);
  } catch (thrown) {
    throw classifyAwsError(thrown, { profile, region, operation: 'GetAuthorizationToken' });
  }
  return validated(answer, issuedAt, scope);
}

interface Answer {
  authorizationToken?: string | undefined;
  proxyEndpoint?: string | undefined;
  expiresAt?: Date | undefined;
  /** Milliseconds that AWS's clock is ahead of this computer's. */
  ahead: number;
}

async function askPrivate(clients: AuthorizationClients, profile: string, region: string): Promise<Answer> {
  const client = clients.ecr(profile, region);
  const data = (await client.send(new GetAuthorizationTokenCommand({}))).authorizationData?.[0];
  return { ...data, ahead: client.config.systemClockOffset };
}

/** ECR Public's answer names no registry: it is AWS's own, or what stands behind the profile's endpoint. */
async function askPublic(clients: AuthorizationClients, profile: string, endpoint: string | undefined): Promise<Answer> {
  const client = clients.ecrPublic?.(profile);
  const data = (await client?.send(new GetPublicTokenCommand({})))?.authorizationData;
  return { ...data, proxyEndpoint: endpoint ?? PUBLIC_ENDPOINT, ahead: client?.config.systemClockOffset ?? 0 };
}

/** What clocks commonly differ by; more than this is a clock that is set wrong. */
const USUAL_DIFFERENCE_MS = 60_000;

/** An empty 200 is a success for the SDK, so every part is looked at. */
function validated(answer: Answer, issuedAt: number, { profile, region }: TokenScope): RegistryToken {
  const { authorizationToken = '', proxyEndpoint = '', expiresAt, ahead } = answer;
  const [username, password] = split(Buffer.from(authorizationToken, 'base64').toString('utf8'));
  const host = hostOfEndpoint(proxyEndpoint).toLowerCase();
  const isHost = /^(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/.test(host);
  if (username !== 'AWS' || password === '' || !isHost || expiresAt === undefined || Number.isNaN(expiresAt.getTime())) {
    throw new AppError('registry-failed', `The sign-in answer for profile ${profile} in ${region} is not what ECR answers.`, {
      hint: 'Look at the endpoint_url of the profile, and at proxies on the way.',
    });
  }
  // On a computer whose clock is wrong the end is told in its own time: what counts is how long the token lasts.
  const end = expiresAt.getTime() - (Math.abs(ahead) > USUAL_DIFFERENCE_MS ? ahead : 0);
  if (end <= issuedAt)
    throw new AppError('clock-skew', `The sign-in for profile ${profile} in ${region} had expired when it arrived.`, { hint: 'Set the clock of this computer, and look at when the session of the profile ends.' });
  return { host, endpoint: proxyEndpoint, username, password, authorization: authorizationToken, issuedAt: new Date(issuedAt), expiresAt: new Date(end) };
}

function split(pair: string): [string, string] {
  const colon = pair.indexOf(':');
  return colon < 0 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)];
}
