import { AppError } from '../../../shared/errors';
import type { SecretStore } from '../secret-store';

/**
 * Copies secrets from one store to another and reads each back; answers the names of those that were there. Nothing is removed
 * from where they were. After a failure the copies are gone again.
 * @throws AppError of the stores, or `keychain-unavailable` when the new store does not give back what it took.
 */
export async function moveSecrets({ from, to, accounts }: { from: Pick<SecretStore, 'get'>; to: SecretStore; accounts: readonly string[] }): Promise<string[]> {
  const moved: string[] = [];
  const added: string[] = [];
  try {
    for (const account of accounts) {
      const value = await from.get(account);
      if (value === undefined) continue;
      if ((await to.get(account)) === undefined) added.push(account);
      await to.set(account, value);
      if ((await to.get(account)) !== value)
        throw new AppError('keychain-unavailable', 'The secrets cannot move: what was written does not read the same.', { hint: 'Nothing was removed from where it is. Try again.' });
      moved.push(account);
    }
  } catch (thrown) {
    for (const account of added) await to.delete(account).catch(() => undefined);
    throw thrown;
  }
  return moved;
}
