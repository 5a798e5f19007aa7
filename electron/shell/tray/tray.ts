import { join } from 'node:path';
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions, type NativeImage } from 'electron';
import { trayMenu, type TrayAction, type TrayItem } from './tray-menu';
import { summarize, type TrayIcon, type TrayState } from './tray-state';

export interface TrayOptions {
  /** Folder of the drawn icons (`tray-STATE-SIZE.png`). */
  icons: string;
  state: () => TrayState;
  now: () => Date;
  onAction: (action: TrayAction) => void;
  /** Click on the icon itself. */
  onClick: () => void;
}

export interface BerthTray {
  /** Something shown may have changed; many calls in a row cost one look. */
  update: () => void;
  /** Makes a new icon: on Linux a tray host that appears after the application is not noticed otherwise. */
  recreate: () => void;
  close: () => void;
}

/** A changed menu replaces the open one under the pointer: no more often than this. */
const CALM_MS = 500;
const MINUTE_MS = 60_000;

/** Berth in the tray. The menu is replaced only when its text changes; times left are looked at every minute. */
export function createTray(options: TrayOptions): BerthTray {
  let tray: Tray | undefined;
  let shown = { menu: '', icon: '', tooltip: '' };
  let waiting: NodeJS.Timeout | undefined;

  const render = (): void => {
    waiting = undefined;
    const state = options.state();
    const now = options.now();
    const { icon, tooltip } = summarize(state, now);
    const template = trayMenu(state, now);
    const menu = JSON.stringify(template);
    tray ??= newTray(options, icon);
    if (icon !== shown.icon) tray.setImage(trayImage(options.icons, icon));
    if (tooltip !== shown.tooltip) tray.setToolTip(tooltip);
    if (menu !== shown.menu)
      tray.setContextMenu(Menu.buildFromTemplate(template.map(toElectron(options.onAction))));
    shown = { menu, icon, tooltip };
  };
  const recreate = (): void => {
    tray?.destroy();
    tray = undefined;
    shown = { menu: '', icon: '', tooltip: '' };
    render();
  };

  render();
  const everyMinute = setInterval(render, MINUTE_MS);
  return {
    update: () => (waiting ??= setTimeout(render, CALM_MS)),
    recreate,
    close: () => {
      clearInterval(everyMinute);
      clearTimeout(waiting);
      tray?.destroy();
      tray = undefined;
    },
  };
}

function newTray({ icons, onClick }: TrayOptions, icon: TrayIcon): Tray {
  const tray = new Tray(trayImage(icons, icon));
  tray.on('click', onClick);
  return tray;
}

const toElectron =
  (onAction: (action: TrayAction) => void) =>
  (item: TrayItem): MenuItemConstructorOptions => {
    if ('separator' in item) return { type: 'separator' };
    const { label, action, submenu } = item;
    // On some systems & marks a keyboard letter and would vanish from names.
    const text = label.replace(/&/g, '&&');
    if (submenu !== undefined) return { label: text, submenu: submenu.map(toElectron(onAction)) };
    if (action === undefined) return { label: text, enabled: false };
    return { label: text, click: () => onAction(action) };
  };

/** 22 px where panels are 22 high (Linux), 16 elsewhere, each with the picture for dense screens. */
function trayImage(icons: string, icon: TrayIcon): NativeImage {
  const file = (size: number): string => join(icons, `tray-${icon}-${size}.png`);
  const usual = process.platform === 'linux' ? 22 : 16;
  const image = nativeImage.createFromPath(file(usual));
  image.addRepresentation({
    scaleFactor: 2,
    buffer: nativeImage.createFromPath(file(usual * 2)).toPNG(),
  });
  return image;
}
