import { looksSecret, MASK, maskCommand } from '../../../shared/image/looks-secret';
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
