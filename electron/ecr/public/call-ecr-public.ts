import type { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import type { RepositoryKey } from '../../../shared/model/repository';
import { asEcrError } from '../call-ecr';

/** Hands out the SDK client of ECR Public that acts as `profile`. @throws AppError when there are no credentials for it. */
export interface EcrPublicClients {
  ecrPublic(profile: string): ECRPUBLICClient | Promise<ECRPUBLICClient>;
}

/** Runs `work` with the client of ECR Public. @throws AppError, whatever it answered. */
export async function callEcrPublic<T>(clients: EcrPublicClients, call: { key: RepositoryKey; operation: string }, work: (client: ECRPUBLICClient) => Promise<T>): Promise<T> {
  const { key, operation } = call;
  try {
    return await work(await clients.ecrPublic(key.profile));
  } catch (thrown) {
    throw asEcrError(thrown, { profile: key.profile, region: 'us-east-1', repository: key.name, operation });
  }
}
