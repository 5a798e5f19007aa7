import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { ParsedInput } from '../../shared/ipc/contract';

const ARCHIVES = [
  { name: 'Image archives', extensions: ['tar', 'gz', 'tgz', 'zst', 'tzst'] },
  { name: 'All files', extensions: ['*'] },
];

/** Asks with the system's own dialog, over the window that is in front; undefined when the person closes it. */
export async function chooseFile({ purpose, suggestedName }: ParsedInput<'file.choose'>): Promise<string | undefined> {
  if (purpose === 'save-archive' || purpose === 'save-file') {
    const { filePath } = await over((window, options) => (window === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options)), {
      ...(purpose === 'save-archive' ? { title: 'Save the image as', filters: ARCHIVES } : { title: 'Save as' }),
      ...(suggestedName !== undefined && { defaultPath: suggestedName }),
    });
    return filePath === '' ? undefined : filePath;
  }
  const { filePaths } = await over(
    (window, options) => (window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options)),
    OPENING[purpose],
  );
  return filePaths[0];
}

const OPENING: Record<'archive' | 'build-folder' | 'save-folder', OpenDialogOptions> = {
  archive: { title: 'Choose an image archive', buttonLabel: 'Choose', filters: ARCHIVES, properties: ['openFile'] },
  'build-folder': { title: 'Choose a folder with a Dockerfile or an OCI layout', buttonLabel: 'Choose', properties: ['openDirectory'] },
  'save-folder': { title: 'Choose an empty folder', buttonLabel: 'Choose', properties: ['openDirectory', 'createDirectory', 'promptToCreate'] },
};

/** A dialog belongs to the window it was asked from; without one it stands alone. */
const over = <Options, Answer>(ask: (window: BrowserWindow | undefined, options: Options) => Promise<Answer>, options: Options): Promise<Answer> =>
  ask(BrowserWindow.getFocusedWindow() ?? undefined, options);
