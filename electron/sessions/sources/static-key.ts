import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { z } from 'zod';
import { readStaticKey } from '../../profiles/aws-files';
import { profileAccount } from '../../profiles/secret-store';
import { missing, type Source, type SourceCall } from './source';

const KeychainKey = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

/** A key of the AWS files, read at this moment, or one of the keychain. */
export const staticKey: Source = async ({ definition, ports, person }) => {
  const { name, files } = definition;
  if (files === undefined && person !== undefined) await ports.secrets.opened?.();
  const key = files === undefined ? await fromKeychain(name, ports) : await readStaticKey(files, name);
  if (key !== undefined) return key;
  throw missing(name, files === undefined ? 'Unlock the keychain and try again, or remove the profile and add it anew.' : 'Add its keys to the AWS files.');
};

async function fromKeychain(name: string, { secrets }: SourceCall['ports']): Promise<AwsCredentialIdentity | undefined> {
  const secret = await secrets.get(profileAccount(name));
  if (secret === undefined) return undefined;
  try {
    return KeychainKey.parse(JSON.parse(secret));
  } catch {
    // The parser's own words would repeat the secret.
    throw missing(name, 'What the keychain holds for it is damaged: remove the profile and add it anew.');
  }
}
