import { z } from 'zod';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the window was: DIP, as Electron counts them. */
export const WindowBounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(100).max(20_000),
  height: z.number().int().min(100).max(20_000),
  maximized: z.boolean(),
});
export type WindowBounds = z.infer<typeof WindowBounds>;

export const DEFAULT_SIZE = { width: 1240, height: 800 } as const;
export const LEAST_SIZE = { width: 860, height: 560 } as const;

/** Bounds as they were written, or undefined for a file that is no such thing. */
export function readBounds(text: string): WindowBounds | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = WindowBounds.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/**
 * Where to open the window: where it was, when enough of it (100 × 40 of the title) is still on one of the displays' work
 * areas; else only its size, cut to the first display, and the system chooses the place.
 */
export function placeWindow(
  last: WindowBounds | undefined,
  workAreas: readonly Rectangle[],
): { x?: number; y?: number; width: number; height: number } {
  const first = workAreas[0];
  const size = {
    width: cut(last?.width ?? DEFAULT_SIZE.width, LEAST_SIZE.width, first?.width),
    height: cut(last?.height ?? DEFAULT_SIZE.height, LEAST_SIZE.height, first?.height),
  };
  if (last === undefined || !workAreas.some((area) => reachable(last, area))) return size;
  return { x: last.x, y: last.y, ...size };
}

const cut = (wanted: number, least: number, most = Number.POSITIVE_INFINITY): number =>
  Math.max(least, Math.min(wanted, most));

const reachable = (window: Rectangle, area: Rectangle): boolean =>
  Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x) >= 100 &&
  window.y >= area.y &&
  area.y + area.height - window.y >= 40;
