/** What the bench does inside the window: each function is sent there as text, and knows nothing from outside. */

declare global {
  interface Window {
    /** When the first row was painted, in epoch milliseconds. */
    benchFirstRow?: number;
  }
}

/** Runs before the page's own scripts: notes when the first row with a name in it has been painted. */
export const noteFirstRow = (): void => {
  const look = (): void => {
    const isThere = [...document.querySelectorAll('[role=row] [role=gridcell]')].some((cell) => (cell.textContent ?? '').trim() !== '');
    if (!isThere) return void requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (window.benchFirstRow = performance.timeOrigin + performance.now());
    // A message is handled after the frame was drawn.
    requestAnimationFrame(() => port2.postMessage(0));
  };
  requestAnimationFrame(look);
};

/** When the next frame with rows in it has been painted, in epoch milliseconds. */
export const nextFrameWithRows = (): Promise<number> =>
  new Promise((resolve, reject) => {
    if (document.querySelector('[role=row] [role=gridcell]') === null) return reject(new Error('There are no rows.'));
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
    requestAnimationFrame(() => port2.postMessage(0));
  });

export interface Typed {
  text: string;
  /** Of what the search finds, as the index by itself tells it. */
  total: number;
  /** Name of what stands first; undefined where nothing is found. */
  first: string | undefined;
}

/** Puts a text into the search box as typing does. Answers the milliseconds until the rows of that very search have been painted, or that of the whole patience. */
export const typeAndWait = async ({ text, total, first }: Typed): Promise<number> => {
  const PATIENCE = 3000;
  const input = document.querySelector<HTMLInputElement>('section[aria-label=Repositories] input[type=search]');
  if (input === null) throw new Error('There is no search box.');
  const isShown = (): boolean => {
    if (first === undefined) return document.querySelector('section[aria-label=Repositories] [role=row]:not([hidden]) [role=gridcell]') === null;
    const count = document.querySelector('section[aria-label=Repositories] [role=status]')?.textContent ?? '';
    const row = document.querySelector('section[aria-label=Repositories] [role=gridcell]')?.closest('[role=row]')?.textContent ?? '';
    // Of “in the last 30 days” a few have grown older since they were counted.
    return Math.abs(Number(count.replaceAll(/\D/g, '')) - total) <= total / 1000 && row.includes(first);
  };
  const start = performance.now();
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  // To look again and again would take the processor from what is measured.
  await new Promise<void>((resolve) => {
    if (isShown()) return resolve();
    const observer = new MutationObserver(() => isShown() && done());
    const done = (): void => {
      observer.disconnect();
      clearTimeout(due);
      resolve();
    };
    const due = setTimeout(done, PATIENCE);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['hidden'] });
  });
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    requestAnimationFrame(() => port2.postMessage(0));
  });
  return performance.now() - start;
};

/** Scrolls the list for so many milliseconds; answers those between its frames. */
export const scrollAndWatch = async (patience: number): Promise<number[]> => {
  const list = [...document.querySelectorAll<HTMLElement>('section[aria-label=Repositories] *')].find((each) => each.scrollHeight > each.clientHeight + 1000);
  if (list === undefined) throw new Error('There is nothing to scroll.');
  const frames: number[] = [];
  let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
  for (const end = last + patience; last < end; ) {
    list.scrollTop += 60;
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    frames.push(now - last);
    last = now;
  }
  return frames;
};
