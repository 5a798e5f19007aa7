import type { Remedy } from '../../../shared/model/remedy';
import type { BerthClient } from '../../bridge/berth-client';

/** Does what the person agreed to. @throws AppError when it fails, or when nobody here may do it. */
export async function applyRemedy(client: BerthClient, remedy: Remedy): Promise<void> {
  switch (remedy.kind) {
    case 'grant-pull': {
      const { ownerProfile, host, repository, accountId } = remedy;
      if (ownerProfile !== undefined)
        await client.invoke('repository.grantPull', { ownerProfile, host, repository, accountId });
      return;
    }
    case 'sign-in':
      await client.invoke('session.signIn', { profile: remedy.profile });
      return;
    case 'create-repository': {
      const { profile, region, repository } = remedy;
      await client.invoke('repository.create', { profile, region, name: repository });
    }
  }
}
