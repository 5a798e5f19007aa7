import { looksSecret, MASK, maskCommand } from '../../../shared/image/looks-secret';
import type { Comparison } from '../../../shared/model/content/compare';
import type { LayersShown } from '../../../shared/model/content/layers';
import type { ImageDetail } from '../../../shared/model/image-detail';

/** The same details with what looks like a secret covered: a terminal is recorded, and read over shoulders. */
export function covered(detail: ImageDetail): ImageDetail {
  const image = detail.shown?.image;
  if (detail.shown === undefined || image === undefined) return detail;
  const table = (values: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, looksSecret(name, value) ? MASK : value]));
  return {
    ...detail,
    shown: {
      ...detail.shown,
      image: {
        ...image,
        labels: table(image.labels),
        env: image.env.map((one) => (one.secret ? { ...one, value: MASK } : one)),
        history: image.history.map((step) => (step.secret ? { ...step, createdBy: maskCommand(step.createdBy) } : step)),
      },
    },
  };
}

/** The layers and steps of an image with what looks like a secret in their commands covered. */
export const coveredLayers = (shown: LayersShown): LayersShown => ({
  ...shown,
  layers: shown.layers.map(coveredCommand),
  emptySteps: shown.emptySteps.map((step) => ({ ...step, command: maskCommand(step.command) })),
});

/** A comparison with values and commands that look like secrets covered on both sides; that values differ can still be seen. */
export const coveredComparison = (comparison: Comparison): Comparison => ({
  ...comparison,
  layers: comparison.layers.map(coveredCommand),
  config: comparison.config.map((field) =>
    field.secret ? { ...field, ...(field.left !== undefined && { left: MASK }), ...(field.right !== undefined && { right: MASK }) } : field,
  ),
});

const coveredCommand = <T extends { command?: string | undefined }>(layer: T): T => (layer.command === undefined ? layer : { ...layer, command: maskCommand(layer.command) });
