import { AppError } from '../../shared/errors';
import { parseRegistryHost } from '../../shared/ecr/registry-host';
import type { RegistryAssignment } from '../../shared/model/docker-config';
import type { TokenScope } from '../docker-auth/registry-tokens';

/**
 * Whose token signs a host, by how it is assigned; `undefined` when nobody's does.
 * @throws AppError `profile-not-found` when a rule names a profile that is not there.
 */
export async function scopeIn(host: string, explain: () => Promise<RegistryAssignment>): Promise<TokenScope | undefined> {
  const assignment = await explain().catch((thrown: unknown) => {
    // A name that no registry of AWS can have.
    if (thrown instanceof AppError && thrown.code === 'invalid-input') return undefined;
    throw thrown;
  });
  const { profile, region, because, reason = '' } = assignment ?? {};
  if (profile !== undefined && region !== undefined) return { profile, region, ...(parseRegistryHost(host).kind === 'public' && { public: true as const }) };
  if (because === 'rule') throw new AppError('profile-not-found', reason, { hint: 'Add that profile, or change the rule.' });
  return undefined;
}
