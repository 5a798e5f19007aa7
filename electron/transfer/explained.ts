import { AppError } from '../../shared/errors';
import type { RegistryFailure } from '../registry/registry-errors';
import type { RegistryAccess } from './ports';

/**
 * Runs `work`; when a registry denies it, asks the composition why, and rethrows with that sentence and remedy.
 * `profileOf` says which profile was wished for at a host.
 */
export async function explained<T>(access: RegistryAccess, profileOf: (host: string) => string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'access-denied' || thrown.remedy !== undefined) throw thrown;
    const failure = registryFailureOf(thrown);
    if (failure?.repository === undefined) throw thrown;
    const { host, repository, action } = failure;
    const profile = profileOf(host);
    const why = await access
      .explainDenied?.({ host, repository, action, ...(profile !== undefined && { profile }), ...(thrown.detail !== undefined && { detail: thrown.detail }) })
      // The explanation is a courtesy: where it fails itself, the refusal is still the news.
      .catch(() => undefined);
    if (why === undefined) throw thrown;
    const hint = why.hint ?? thrown.hint;
    throw new AppError('access-denied', why.message ?? thrown.message, {
      cause: thrown,
      ...(hint !== undefined && { hint }),
      ...(thrown.detail !== undefined && { detail: thrown.detail }),
      ...(why.remedy !== undefined && { remedy: why.remedy }),
    });
  }
}

function registryFailureOf({ cause }: AppError): Pick<RegistryFailure, 'host' | 'repository' | 'action'> | undefined {
  if (typeof cause !== 'object' || cause === null || !('host' in cause && 'action' in cause)) return undefined;
  return cause as RegistryFailure;
}
