import { AppError, type ErrorCode } from '../../shared/errors';
import type { Remedy } from '../../shared/model/remedy';
import type { RegistryFailure } from '../registry/registry-errors';
import type { Explanation, RegistryAccess } from './ports';

/** Failures whose true cause often lies elsewhere: in Docker's configuration, in a session, in a policy. */
const UNCLEAR: readonly ErrorCode[] = ['registry-unauthorized', 'access-denied', 'docker-failed'];

/**
 * Runs `work`; when a registry denies it, asks the composition why, and rethrows with that sentence and remedy. Where no better
 * remedy is known for a refusal, looking for its true cause is one. `profileOf` says which profile was wished for at a host.
 */
export async function explained<T>(access: RegistryAccess, profileOf: (host: string) => string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const failure = thrown instanceof AppError && thrown.remedy === undefined ? registryFailureOf(thrown) : undefined;
    if (!(thrown instanceof AppError) || failure === undefined || !UNCLEAR.includes(thrown.code)) throw thrown;
    const why = thrown.code === 'access-denied' ? await explanation(access, profileOf, { thrown, failure }) : undefined;
    const hint = why?.hint ?? thrown.hint;
    const remedy = why?.remedy ?? diagnosisOf(thrown, failure);
    throw new AppError(thrown.code, why?.message ?? thrown.message, {
      cause: thrown,
      ...(hint !== undefined && { hint }),
      ...(thrown.detail !== undefined && { detail: thrown.detail }),
      ...(remedy !== undefined && { remedy }),
    });
  }
}

type Failure = Pick<RegistryFailure, 'host' | 'repository' | 'reference' | 'action'>;

async function explanation(access: RegistryAccess, profileOf: (host: string) => string | undefined, { thrown, failure }: { thrown: AppError; failure: Failure }): Promise<Explanation | undefined> {
  const { host, repository, action } = failure;
  if (repository === undefined) return undefined;
  const profile = profileOf(host);
  const denied = { host, repository, action, ...(profile !== undefined && { profile }), ...(thrown.detail !== undefined && { detail: thrown.detail }) };
  // The explanation is a courtesy: where it fails itself, the refusal is still the news.
  return access.explainDenied?.(denied).catch(() => undefined);
}

/** A push that is denied says its cause by itself: a permission that a look at the ways of pulling would not show. */
function diagnosisOf({ code }: AppError, failure: Failure): Remedy | undefined {
  return code === 'access-denied' && failure.action === 'push' ? undefined : { kind: 'diagnose', reference: subjectOf(failure) };
}

/** What a diagnosis should look at: the image that was pulled, or the registry alone, for what is pushed is not there yet. */
function subjectOf({ host, repository, reference, action }: Failure): string {
  if (action === 'push' || repository === undefined) return host;
  return `${host}/${repository}${reference === undefined ? '' : `${reference.includes(':') ? '@' : ':'}${reference}`}`;
}

function registryFailureOf({ cause }: AppError): Failure | undefined {
  if (typeof cause !== 'object' || cause === null || !('host' in cause && 'action' in cause)) return undefined;
  return cause as RegistryFailure;
}
