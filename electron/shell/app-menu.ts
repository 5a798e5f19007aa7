import { Menu, type MenuItemConstructorOptions } from 'electron';

export interface AppMenuOptions {
  /** Tools for developers are offered from a checkout, never in a packaged application. */
  devTools: boolean;
  onOpen: () => void;
  /** Opens the small window that takes files and folders to push. */
  onQuickPush: () => void;
}

/** Sets the application's menu: what the keyboard is used to on each system, and nothing else. */
export function setAppMenu({ devTools, onOpen, onQuickPush }: AppMenuOptions): void {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    ...(devTools
      ? [{ type: 'separator' as const }, { role: 'reload' as const }, { role: 'toggleDevTools' as const }]
      : []),
  ];
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Open Berth', accelerator: 'CmdOrCtrl+N', click: onOpen },
        { label: 'Push a File or Folder…', accelerator: 'CmdOrCtrl+Shift+P', click: onQuickPush },
        { role: 'close' },
        ...(process.platform === 'darwin' ? [] : [{ type: 'separator' as const }, { role: 'quit' as const }]),
      ],
    },
    { role: 'editMenu' },
    { label: '&View', submenu: view },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
