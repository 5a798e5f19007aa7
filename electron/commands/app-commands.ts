import type { Berth } from '../berth';
import type { ParsedInput } from '../../shared/ipc/contract';
import type { HandlersOf } from './handlers-of';

/** What only the desktop can do; passed in, because the composition knows no Electron. */
export interface Desktop {
  writeClipboard(text: string): void;
  /** @throws AppError for an address that is not on the list of those that may be opened. */
  openLink(url: string): Promise<void>;
  /** The path a person chose in the system's own dialog; undefined when they closed it. */
  chooseFile(asked: ParsedInput<'file.choose'>): Promise<string | undefined>;
  openQuickPush(): void;
}

type AppHandlers = HandlersOf<'sandbox'> & HandlersOf<'settings'> & HandlersOf<'clipboard'> & HandlersOf<'link'> & HandlersOf<'file'> & HandlersOf<'window'>;

export const appCommands = ({ sandbox, settings }: Berth, desktop: Desktop): AppHandlers => ({
  'sandbox.start': () => sandbox.start(),
  'sandbox.stop': () => sandbox.stop(),
  'settings.change': (change) => settings.change(change),
  'clipboard.write': async ({ text }) => desktop.writeClipboard(text),
  'link.open': ({ url }) => desktop.openLink(url),
  'file.choose': async (asked) => {
    const path = await desktop.chooseFile(asked);
    return { ...(path !== undefined && { path }) };
  },
  'window.openQuickPush': async () => desktop.openQuickPush(),
});
