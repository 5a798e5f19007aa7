import { nativeTheme } from 'electron';
import type { Settings } from '../../../shared/model/settings';
import { FRAME } from './background';

/** Makes windows, menus and `prefers-color-scheme` follow the setting. */
export function applyTheme(theme: Settings['theme']): void {
  if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
}

/** Colour behind the page until it paints; the page's own two background colours, so that nothing flashes. */
export const windowBackground = (): string => (nativeTheme.shouldUseDarkColors ? FRAME.dark : FRAME.light);
