import type { ECRClient } from '@aws-sdk/client-ecr';
import { AppError } from '../../shared/errors';
import { classifyAwsError } from '../sessions/aws-errors';
import type { EcrClients, EcrScope } from './ports';

/** What is being asked of ECR, for the sentence of a failure. `operation` is the API's name for it. */
export interface EcrCall extends EcrScope {
  operation: string;
  repository?: string;
}

/** Runs `work` with the client of a profile and region. @throws AppError, whatever ECR answered. */
export async function callEcr<T>(
  clients: EcrClients,
  call: EcrCall,
  work: (client: ECRClient) => Promise<T>,
): Promise<T> {
  try {
    return await work(await clients.ecr(call.profile, call.region));
  } catch (thrown) {
    throw asEcrError(thrown, call);
  }
}

/** A thrown value as AppError; one that already is passes unchanged. */
export function asEcrError(thrown: unknown, call: EcrCall): AppError {
  if (thrown instanceof AppError) return thrown;
  return classifyAwsError(thrown, {
    profile: call.profile,
    region: call.region,
    operation: call.operation,
    ...(call.repository !== undefined && { repository: call.repository }),
  });
}

/** An answer without its required parts: an endpoint that is no ECR, or a proxy in between. */
export function strangeAnswer(operation: string): AppError {
  return new AppError('registry-failed', `The answer to ${operation} is not what ECR answers.`, {
    hint: 'Look at the endpoint_url of the profile, and at proxies on the way.',
  });
}
