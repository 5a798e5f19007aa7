import type { ProfileKind } from '../../../shared/model/profile';
import type { AwsFilePair } from '../profile-definition';
import { valueOf, type Values } from './sections';

/** What a profile of the AWS files is, or what its file leaves out. */
export interface KindFound {
  kind: ProfileKind;
  problem?: string;
}

/**
 * How a profile gets its credentials, in the order in which the AWS CLI looks (botocore 1.43, `create_credential_resolver` and
 * `ProfileProviderBuilder`): a role, a web identity, SSO, keys of the credentials file, `aws login`, a program, keys of the config file.
 */
export function kindOf(name: string, values: Values, pair: AwsFilePair): KindFound {
  const has = (key: string): boolean => valueOf(values, key) !== undefined;
  if (has('web_identity_token_file')) {
    if (has('role_arn')) return { kind: 'web-identity' };
    return { kind: 'web-identity', problem: `Profile ${name} has a web_identity_token_file but no role_arn.` };
  }
  if (has('role_arn')) return role(name, values);
  if (has('sso_account_id') || has('sso_role_name')) return { kind: 'sso' };
  const keyFile = values.get('aws_access_key_id')?.file;
  if (has('aws_access_key_id') && keyFile === pair.credentialsFile) return keys(name, values);
  if (has('login_session')) return { kind: 'login' };
  if (has('credential_process')) return { kind: 'process' };
  if (has('aws_access_key_id')) return keys(name, values);
  if (has('aws_secret_access_key')) return { kind: 'static', problem: `Profile ${name} has a secret access key but no access key id.` };
  if (has('sso_session') || has('sso_start_url')) return { kind: 'sso', problem: `Profile ${name} signs in through IAM Identity Center (SSO) but names no sso_account_id and no sso_role_name.` };
  if (has('source_profile') || has('credential_source')) return { kind: 'other', problem: `Profile ${name} names a source of credentials but no role_arn.` };
  return { kind: 'other', problem: `Profile ${name} has no credentials.` };
}

function keys(name: string, values: Values): KindFound {
  if (valueOf(values, 'aws_secret_access_key') !== undefined) return { kind: 'static' };
  return { kind: 'static', problem: `Profile ${name} has an access key id but no secret access key.` };
}

function role(name: string, values: Values): KindFound {
  const source = valueOf(values, 'source_profile');
  const surrounding = valueOf(values, 'credential_source');
  if (source !== undefined && surrounding !== undefined)
    return { kind: 'assume-role', problem: `Profile ${name} has both a source_profile and a credential_source; AWS tools take only one.` };
  if (source === undefined && surrounding === undefined) return { kind: 'assume-role', problem: `Profile ${name} assumes a role but has no source_profile.` };
  if (surrounding !== undefined && credentialSourceOf(surrounding) === undefined)
    return { kind: 'assume-role', problem: `The credential_source of profile ${name} is none that AWS tools know: Environment, EcsContainer or Ec2InstanceMetadata.` };
  return { kind: 'assume-role' };
}

const CREDENTIAL_SOURCES = { Environment: 'environment', EcsContainer: 'container', Ec2InstanceMetadata: 'instance' } as const;

/** `credential_source` in Berth's words; `undefined` for one that AWS tools do not know (they mind the case). */
export function credentialSourceOf(value: string | undefined): 'environment' | 'container' | 'instance' | undefined {
  return Object.entries(CREDENTIAL_SOURCES).find(([name]) => name === value)?.[1];
}
