/** Which layers two images share. */
import type { ComparedLayer, Comparison } from '../../shared/model/content/compare';
import { layerSteps } from '../layers/layer-steps';
import type { OpenedImage } from '../layers/open-image';

type Opened = Pick<OpenedImage, 'layers' | 'config'>;

/** Layers in the order of the right image, those of the left alone after the base; a layer counts once in the sums of bytes. */
export function compareLayers(left: Opened, right: Opened): Pick<Comparison, 'layers' | 'bytes'> {
  const base = baseOf(left, right);
  const commands = { left: commandsOf(left), right: commandsOf(right) };
  const placeIn = (image: Opened, digest: string): number => image.layers.findIndex((layer) => layer.digest === digest);
  const row = (side: 'left' | 'right', index: number): ComparedLayer => {
    const { digest, size } = (side === 'left' ? left : right).layers[index]!;
    const other = index < base ? index : placeIn(side === 'left' ? right : left, digest);
    const command = commands[side][index];
    return {
      digest,
      size,
      [side]: index,
      ...(other >= 0 && { [side === 'left' ? 'right' : 'left']: other }),
      ...(command !== undefined && { command }),
      where: index < base ? 'base' : other >= 0 ? 'both' : side,
    };
  };
  const rightRows = right.layers.map((_, index) => row('right', index));
  const leftOnly = left.layers.map((_, index) => row('left', index)).filter(({ where }) => where === 'left');
  const layers = [...rightRows.slice(0, base), ...leftOnly, ...rightRows.slice(base)];
  return { layers, bytes: { shared: sum(layers, ['base', 'both']), left: sum(layers, ['left']), right: sum(layers, ['right']) } };
}

function baseOf(left: Opened, right: Opened): number {
  let base = 0;
  while (base < left.layers.length && left.layers[base]?.digest === right.layers[base]?.digest) base += 1;
  return base;
}

const commandsOf = ({ layers, config }: Opened): (string | undefined)[] => layerSteps(config.history, layers.length).made.map((entry) => entry?.createdBy);

function sum(layers: readonly ComparedLayer[], where: readonly ComparedLayer['where'][]): number {
  const sizes = new Map(layers.filter((layer) => where.includes(layer.where)).map(({ digest, size }) => [digest, size]));
  return [...sizes.values()].reduce((all, size) => all + size, 0);
}
