import type { Locator } from 'playwright-core';

/** Files from outside come over a place of the page, and are let go there. A page's own files have no path; the demo gives them one. */
export const dropFiles = async (
  place: Locator,
  names: readonly string[],
  hovered: () => Promise<void> = async () => undefined,
): Promise<void> => {
  const send = (types: readonly string[]): Promise<void> =>
    place.evaluate(
      (element, [names, types]) => {
        const { left, top } = element.getBoundingClientRect();
        for (const type of types) {
          const dataTransfer = new DataTransfer();
          for (const name of names) dataTransfer.items.add(new File(['x'], name));
          const at = { clientX: left + 80, clientY: top + 12 };
          element.dispatchEvent(
            new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer, ...at }),
          );
        }
      },
      [names, types] as const,
    );
  await send(['dragenter', 'dragover']);
  await hovered();
  await send(['drop']);
};
