import type { CommandName } from '../../shared/ipc/contract';
import type { Handlers } from '../ipc/dispatch';

/** The handlers of one noun: `HandlersOf<'profile'>` has every `profile.…` command. */
export type HandlersOf<Noun extends string> = Pick<Handlers, Extract<CommandName, `${Noun}.${string}`>>;
