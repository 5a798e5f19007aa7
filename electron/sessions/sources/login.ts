import { fromLoginCredentials } from '@aws-sdk/credential-providers';
import { AppError } from '../../../shared/errors';
import { incomplete, type Source } from './source';

/** What `aws login` keeps for a profile; the SDK renews it, and only the AWS CLI can start it anew. */
export const login: Source = async ({ definition }) => {
  const { name, files, regions } = definition;
  if (files === undefined) throw incomplete(definition);
  const region = regions[0];
  try {
    return await fromLoginCredentials({
      profile: name,
      configFilepath: files.configFile,
      filepath: files.credentialsFile,
      // The SDK would answer from what it read of the files before.
      ignoreCache: true,
      ...(region !== undefined && { clientConfig: { region } }),
    })();
  } catch {
    // The SDK's own words may repeat the token that it could not read.
    throw new AppError('session-expired', `The sign-in of profile ${name} through “aws login” has ended.`, { hint: `Run “aws login --profile ${name}”, then try again.` });
  }
};
