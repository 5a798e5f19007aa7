import type { CommandInput, CommandName } from '../../../shared/ipc/contract';
import type { Dispatch } from '../../ipc/dispatch';
import type { TrayAction } from './tray-menu';

/** What a click asks for beyond the windows and the end of Berth, as the command of the same meaning. */
export function runAction(dispatch: Dispatch, action: Exclude<TrayAction, { kind: 'open-window' | 'quick-push' | 'quit' }>): Promise<unknown> {
  const run = <N extends CommandName>(name: N, input: CommandInput<N>): Promise<unknown> => dispatch(name, input);
  switch (action.kind) {
    case 'sign-in':
      return run('session.signIn', { profile: action.profile, ...(action.region !== undefined && { region: action.region }) });
    case 'sign-out':
      return run('session.signOut', { profile: action.profile, region: action.region });
    case 'sign-out-public':
      return run('session.signOutPublic', {});
    case 'open-session':
      return run('session.open', { profile: action.profile });
    case 'sso-sign-in':
      return run('sso.signIn', { session: action.session });
    case 'sign-in-all':
      return run('session.signInAll', {});
    case 'sign-out-all':
      return run('session.signOutAll', {});
    case 'cancel-job':
      return run('job.cancel', { id: action.id });
    case 'start-sandbox':
      return run('sandbox.start', {});
    case 'stop-sandbox':
      return run('sandbox.stop', {});
    case 'reconnect-docker':
      return run('docker.reconnect', {});
  }
}
