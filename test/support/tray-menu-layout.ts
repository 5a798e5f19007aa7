import type { Variant } from 'dbus-next';

/** One line of a menu as com.canonical.dbusmenu describes it. */
export interface MenuLine {
  id: number;
  label: string;
  enabled: boolean;
  children: readonly MenuLine[];
}

type Layout = [id: number, properties: Record<string, Variant>, children: Variant<Layout>[]];

/** The visible lines below a layout's root, separators left out; `_` marks a keyboard letter and `__` is one underscore. */
export const readMenu = (layout: unknown): readonly MenuLine[] =>
  (layout as Layout)[2]
    .map(({ value }) => value)
    .filter(([, properties]) => properties.type?.value !== 'separator' && properties.visible?.value !== false)
    .map((child) => ({
      id: child[0],
      label: String(child[1].label?.value ?? '').replace(/_(.)/g, '$1'),
      enabled: child[1].enabled?.value !== false,
      children: readMenu(child),
    }));
