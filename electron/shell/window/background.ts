/** Colour of the frame in the page's style sheet (`--frame`), for the moment before the page paints. */
export const FRAME = { light: '#edf1f4', dark: '#10161b' } as const;
