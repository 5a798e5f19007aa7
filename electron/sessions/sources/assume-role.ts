import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { AppError } from '../../../shared/errors';
import type { ProfileDefinition } from '../../profiles/profile-definition';
import { classifyAwsError } from '../aws-errors';
import { clientConfig } from '../clients/client-config';
import { stsRegion } from '../clients/sts-region';
import { openWithCode, requiresCode } from './mfa-code';
import { incomplete, type Source, type SourceCall } from './source';
import { staticKey } from './static-key';
import { container, environment, instance } from './surroundings';

const SURROUNDING = { environment, container, instance } as const;

/** A role, with the credentials of another profile, of the surroundings, or of the profile's own keys. */
export const assumeRole: Source = async (call) => {
  const { definition, ports, person } = call;
  const { name, roleArn, externalId, sessionName = 'berth', durationSeconds, mfaSerial } = definition;
  if (roleArn === undefined) throw incomplete(definition);
  const { identity, source } = await identityBehind(call);
  const endpoint = definition.endpoints.sts ?? source?.endpoints.sts;
  const region = stsRegion(definition, source);

  const assume = async (code?: string): Promise<AwsCredentialIdentity> => {
    // A code is good for one call: a second attempt with it would be refused.
    const config = clientConfig(code === undefined ? ports.timeouts : { ...ports.timeouts, maxAttempts: 1 }, endpoint, definition);
    const ask = fromTemporaryCredentials({
      masterCredentials: identity,
      params: {
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        ...(externalId !== undefined && { ExternalId: externalId }),
        ...(durationSeconds !== undefined && { DurationSeconds: durationSeconds }),
        ...(code !== undefined && { SerialNumber: mfaSerial }),
      },
      ...(code !== undefined && { mfaCodeProvider: () => Promise.resolve(code) }),
      clientConfig: { ...config, region },
    });
    try {
      return await ask();
    } finally {
      config.requestHandler.destroy();
    }
  };
  const classified = (thrown: unknown): never => {
    throw classifyAwsError(thrown, { profile: name, operation: 'AssumeRole' });
  };
  if (mfaSerial === undefined) return assume().catch(classified);

  const traits = { roleArn, mfaSerial, sessionName, durationSeconds, externalId, endpoint, region, sourceKeyId: identity.accessKeyId };
  const open = await ports.mfaSessions.find(name, traits);
  // Who signs in puts off an end that is near; one who declines keeps what there is.
  if (open !== undefined && (person?.signsIn !== true || !ports.mfaSessions.endsSoon(traits))) return open;
  if (person === undefined) throw requiresCode(name, call.asked);
  const opening = ports.mfaSessions.open(traits, () => openWithCode({ name, mfaSerial, person, assume }).catch(classified));
  return open === undefined ? opening : opening.catch((thrown: unknown) => unlessCancelled(thrown, open));
};

function unlessCancelled<T>(thrown: unknown, otherwise: T): T {
  if (thrown instanceof AppError && thrown.code === 'cancelled') return otherwise;
  throw thrown;
}

async function identityBehind(call: SourceCall): Promise<{ identity: AwsCredentialIdentity; source?: ProfileDefinition }> {
  const { definition } = call;
  const { name, sourceProfile, credentialSource } = definition;
  if (credentialSource !== undefined) return { identity: await SURROUNDING[credentialSource](call) };
  if (sourceProfile === undefined) throw incomplete(definition);
  // A profile may name itself as its source: then its own keys assume the role.
  if (sourceProfile === name) return { identity: await staticKey(call) };
  const behind = await call.source(sourceProfile);
  return { identity: behind.identity, source: behind.definition };
}
