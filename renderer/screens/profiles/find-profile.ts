import type { Profile } from '../../../shared/model/profile';
import type { WindowState } from '../../state/window.svelte';

/** The profile of this name as it is now; undefined when it has gone. */
export const findProfile = (berth: WindowState, name: string | undefined): Profile | undefined =>
  berth.profiles.current?.profiles.find((profile) => profile.name === name);

/** Whether a person marked it as production, so that what changes something there warns. */
export const isProduction = (berth: WindowState, name: string | undefined): boolean =>
  findProfile(berth, name)?.production === true;
