import { AppError } from '../../../shared/errors';
import type { Job } from '../../../shared/model/moving/job';
import type { Remedy } from '../../../shared/model/remedy';
import type { BerthClient } from '../../bridge/berth-client';
import type { WindowState } from '../../state/window.svelte';
import type { AgreedRemedy } from '../../state/workspace.svelte';

/** Does what the person agreed to. @throws AppError when it fails, or when nobody here may do it. */
export async function applyRemedy(client: BerthClient, remedy: AgreedRemedy): Promise<void> {
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
      const change = {
        kind: 'create-repository',
        repository: { profile, region, name: repository },
      } as const;
      const { error } = await client.invoke('change.apply', { change });
      if (error !== undefined) throw AppError.fromWire(error);
    }
  }
}

/** Leads to what a remedy is about: a dialog, or for a profile's own session straight to its opening. */
export function startRemedy(berth: WindowState, remedy: Remedy, job?: Job): void {
  switch (remedy.kind) {
    case 'sso-sign-in':
      berth.workspace.openAbove({
        kind: 'sso-sign-in',
        session: remedy.session,
        ...(job !== undefined && { job }),
      });
      return;
    case 'use-secret-file':
      berth.workspace.openAbove({ kind: 'secrets', wanted: 'file' });
      return;
    case 'diagnose':
      berth.workspace.openAbove({
        kind: 'doctor',
        ...(remedy.reference !== undefined && { reference: remedy.reference }),
      });
      return;
    case 'sign-in':
      if (job === undefined)
        void berth.run('session.signIn', { profile: remedy.profile }, `${remedy.profile} is signed in`);
      else berth.workspace.openAbove({ kind: 'remedy', job, remedy });
      return;
    case 'grant-pull':
    case 'create-repository':
      berth.workspace.openAbove({ kind: 'remedy', remedy, ...(job !== undefined && { job }) });
  }
}
