import type { Attachment } from 'svelte/attachments';

/**
 * Tells the inner size of an element, in CSS pixels, when it is there and whenever it changes: `<div {@attach sizeOf(told)}>`. Svelte's own
 * bindings ask for it at once, which makes the browser lay out the whole window in between.
 */
export const sizeOf =
  (told: (size: { width: number; height: number }) => void): Attachment<HTMLElement> =>
  (element) => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) told({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  };
