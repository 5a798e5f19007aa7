import { readFile } from 'node:fs/promises';
import { fromWebToken } from '@aws-sdk/credential-providers';
import { AppError } from '../../../shared/errors';
import { classifyAwsError } from '../aws-errors';
import { clientConfig } from '../clients/client-config';
import { stsRegion } from '../clients/sts-region';
import { incomplete, type Source } from './source';

/** A role taken with a token that another identity provider writes into a file (EKS, GitHub, GitLab …). */
export const webIdentity: Source = async ({ definition, ports: { timeouts } }) => {
  const { name, roleArn, tokenFile, sessionName, durationSeconds, endpoints } = definition;
  if (roleArn === undefined || tokenFile === undefined) throw incomplete(definition);
  const config = clientConfig(timeouts, endpoints.sts, definition);
  const take = fromWebToken({
    roleArn,
    // The file is written anew by its owner, so it is read each time; what follows the token is no part of it.
    webIdentityToken: await tokenIn(tokenFile, name),
    roleSessionName: sessionName ?? 'berth',
    ...(durationSeconds !== undefined && { durationSeconds }),
    clientConfig: { ...config, region: stsRegion(definition) },
  });
  try {
    return await take();
  } catch (thrown) {
    throw classifyAwsError(thrown, { profile: name, operation: 'AssumeRoleWithWebIdentity' });
  } finally {
    config.requestHandler.destroy();
  }
};

async function tokenIn(file: string, name: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new AppError('credentials-missing', `The web identity token of profile ${name} (${file}) cannot be read (${code}).`, {
      hint: 'Check the path in web_identity_token_file, and that the program that writes it runs.',
    });
  }
}
