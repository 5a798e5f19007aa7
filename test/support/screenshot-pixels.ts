import { PNG } from 'pngjs';

/** What the pixels of a picture say about whether anything was drawn. */
export interface ScreenshotPixels {
  readonly width: number;
  readonly height: number;
  /** how many different colours there are, transparency included */
  readonly colours: number;
  /** the share of pixels of the most common colour, 0 to 1 */
  readonly mostCommon: number;
  /** nothing drawn, or next to nothing: fewer than 16 colours, or one colour on 99.5 % of the picture */
  readonly isBlank: boolean;
}

/** Reads a PNG; throws when it is none. */
export const screenshotPixels = (png: Buffer): ScreenshotPixels => {
  const { width, height, data } = PNG.sync.read(png);
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.readUInt32BE(at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  const mostCommon = most / (width * height);
  return { width, height, colours: counts.size, mostCommon, isBlank: counts.size < 16 || mostCommon > 0.995 };
};
