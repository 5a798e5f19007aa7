import type { Locator, Page } from 'playwright-core';

/** Drops files of this machine on a place of the page, as a file manager does: through the browser itself, with their paths. */
export const dropFiles = async (page: Page, place: Locator, files: readonly string[], hovered: () => Promise<void> = async () => undefined): Promise<void> => {
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (box === null) throw new Error('There is nothing to drop on.');
  const at = { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 20) };
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const browser = await page.context().newCDPSession(page);
  try {
    await browser.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at, data });
    await browser.send('Input.dispatchDragEvent', { type: 'dragOver', ...at, data });
    await hovered();
    await browser.send('Input.dispatchDragEvent', { type: 'drop', ...at, data });
  } finally {
    await browser.detach();
  }
};
