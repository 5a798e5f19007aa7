/** Draws Berth's icons: a container above the quay line, moored to a bollard. `node build/icons/draw-icons.mjs`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';

const SAMPLES = 4;
const STATES = {
  idle: { tile: [104, 116, 128], dot: undefined },
  'signed-in': { tile: [18, 128, 132], dot: undefined },
  busy: { tile: [18, 128, 132], dot: [86, 160, 255] },
  attention: { tile: [18, 128, 132], dot: [255, 159, 28] },
};
const WHITE = [255, 255, 255];

const inBox = (x, y, [left, top, right, bottom], radius = 0) => {
  const dx = Math.max(left + radius - x, 0, x - (right - radius));
  const dy = Math.max(top + radius - y, 0, y - (bottom - radius));
  return x >= left && x <= right && y >= top && y <= bottom && dx * dx + dy * dy <= radius * radius + 1e-9;
};
const inCircle = (x, y, [cx, cy, radius]) => (x - cx) ** 2 + (y - cy) ** 2 <= radius * radius;

/** Colour at a point of the unit square, or undefined where nothing is. Small pictures leave out the container's ribs. */
const colourAt = (x, y, { tile, dot }, size) => {
  if (dot !== undefined) {
    if (inCircle(x, y, [0.79, 0.21, 0.2])) return dot;
    if (inCircle(x, y, [0.79, 0.21, 0.27])) return undefined;
  }
  if (!inBox(x, y, [0.02, 0.02, 0.98, 0.98], 0.22)) return undefined;
  const container = inBox(x, y, [0.16, 0.3, 0.6, 0.64], 0.03);
  const ribs = size < 32 ? [0.38] : [0.27, 0.38, 0.49];
  const rib = ribs.some((at) => Math.abs(x - at) < (size < 32 ? 0.035 : 0.018) && y > 0.37 && y < 0.57);
  if (container) return rib ? tile : WHITE;
  const head = inBox(x, y, [0.67, 0.4, 0.87, 0.48], 0.04);
  const neck = inBox(x, y, [0.72, 0.46, 0.82, 0.72]);
  const quay = inBox(x, y, [0.13, 0.72, 0.87, 0.8], 0.03);
  return head || neck || quay ? WHITE : tile;
};

const draw = (size, look) => {
  const png = new PNG({ width: size, height: size });
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const sum = [0, 0, 0, 0];
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
        const x = (column + ((sample % SAMPLES) + 0.5) / SAMPLES) / size;
        const y = (row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / size;
        const colour = colourAt(x, y, look, size);
        if (colour === undefined) continue;
        colour.forEach((part, index) => (sum[index] += part));
        sum[3] += 1;
      }
      const at = (row * size + column) * 4;
      for (let index = 0; index < 3; index += 1)
        png.data[at + index] = sum[3] === 0 ? 0 : Math.round(sum[index] / sum[3]);
      png.data[at + 3] = Math.round((sum[3] / SAMPLES ** 2) * 255);
    }
  }
  return PNG.sync.write(png);
};

const write = (name, bytes) => writeFileSync(fileURLToPath(new URL(name, import.meta.url)), bytes);
for (const [state, look] of Object.entries(STATES)) {
  for (const size of [16, 22, 32, 44]) write(`tray-${state}-${size}.png`, draw(size, look));
}
write('icon-512.png', draw(512, STATES['signed-in']));
