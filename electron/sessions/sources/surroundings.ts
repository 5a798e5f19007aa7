import { fromHttp, fromInstanceMetadata } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { AppError } from '../../../shared/errors';
import { missing, type Source } from './source';

/** Keys in the environment, as botocore and the SDK's `fromEnv` take them; that one reads the process's environment alone. */
export const environment: Source = ({ definition, ports: { env } }) => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey)
    return Promise.reject(missing(definition.name, 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment that Berth is started from.'));
  const sessionToken = env.AWS_SESSION_TOKEN || env.AWS_SECURITY_TOKEN;
  const expiration = new Date(env.AWS_CREDENTIAL_EXPIRATION ?? '');
  if (expiration.getTime() <= Date.now()) return Promise.reject(ended(definition.name));
  return Promise.resolve({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    ...(Number.isFinite(expiration.getTime()) && { expiration }),
  });
};

/** The role of a container (ECS, EKS Pod Identity, Greengrass, and whoever speaks their protocol). */
export const container: Source = async ({ definition, ports: { env } }) => {
  const options = {
    awsContainerCredentialsRelativeUri: env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI,
    awsContainerCredentialsFullUri: env.AWS_CONTAINER_CREDENTIALS_FULL_URI,
    awsContainerAuthorizationToken: env.AWS_CONTAINER_AUTHORIZATION_TOKEN,
    awsContainerAuthorizationTokenFile: env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE,
  };
  if (!options.awsContainerCredentialsRelativeUri && !options.awsContainerCredentialsFullUri)
    throw missing(definition.name, 'It needs AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI, which the container’s platform sets.');
  const set = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== ''));
  return answered(definition.name, 'container', () => fromHttp({ ...set, timeout: 2_000, maxRetries: 2, logger: SILENT })());
};

/** The role of an EC2 instance (IMDSv2). Its address comes from the process's own environment: the SDK takes no other. */
export const instance: Source = async ({ definition, ports: { env } }) => {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true')
    throw missing(definition.name, 'AWS_EC2_METADATA_DISABLED keeps Berth from asking the instance for its role: take it away.');
  return answered(definition.name, 'instance', () => fromInstanceMetadata({ timeout: 2_000, maxRetries: 1, logger: SILENT })());
};

async function answered(name: string, whose: string, ask: () => Promise<AwsCredentialIdentity>): Promise<AwsCredentialIdentity> {
  try {
    return await ask();
  } catch (thrown) {
    // What such an endpoint says wrongly may be credentials; only the kind of the failure is kept.
    throw new AppError('credentials-missing', `The ${whose} that Berth runs in gave no credentials for profile ${name}.`, {
      hint: `Check that the ${whose} has a role, and that its endpoint for credentials can be reached from here.`,
      detail: kindOfFailure(thrown),
    });
  }
}

const kindOfFailure = (thrown: unknown): string => (thrown instanceof Error ? ['code' in thrown ? String(thrown.code) : '', thrown.name].find((word) => word !== '') ?? '' : 'unknown');

const ended = (name: string): AppError =>
  new AppError('session-expired', `The session of profile ${name} has ended.`, { hint: 'Put new credentials into the environment and start Berth again.' });

const nothing = (): void => undefined;
/** The SDK writes its warnings to the console otherwise. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
