import { PlatformName, type Image } from '../../../shared/model/image';

export interface KeyValue {
  key: string;
  value: string;
}
/** One image of an index to be. `platform` is what the person says; empty: as the image itself says. */
export interface ChildDraft {
  readonly image: Image;
  platform: string;
}

/** Rows as a command takes them; those without a key are left out. */
export const recordOf = (rows: readonly KeyValue[]): Record<string, string> =>
  Object.fromEntries(
    rows.filter(({ key }) => key.trim() !== '').map(({ key, value }) => [key.trim(), value]),
  );
/** One sentence saying what is wrong with rows of keys and values, or nothing. */
export function rowsProblem(rows: readonly KeyValue[], what: string): string | undefined {
  const keys = rows.map(({ key }) => key.trim());
  if (rows.some(({ value }, at) => keys[at] === '' && value !== '')) return `Every ${what} needs a name.`;
  const twice = keys.find((key, at) => key !== '' && keys.indexOf(key) !== at);
  return twice === undefined ? undefined : `“${twice}” is there twice.`;
}

/** What a person chooses for a multi-platform index. */
export class IndexDraft {
  tag = $state('');
  readonly children: ChildDraft[] = $state([]);
  readonly annotations: KeyValue[] = $state([]);

  constructor(images: readonly Image[]) {
    this.children.push(...images.map((image) => ({ image, platform: '' })));
  }

  /** What would be refused, in one sentence. */
  get problem(): string | undefined {
    const wrong = this.children.find(
      ({ platform }) => platform.trim() !== '' && !PlatformName.safeParse(platform.trim()).success,
    );
    if (wrong !== undefined)
      return `“${wrong.platform}” is not a platform: it looks like linux/amd64 or linux/arm64/v8.`;
    const known = this.children.flatMap(platformsOf);
    const twice = known.find((platform, at) => known.indexOf(platform) !== at);
    if (twice !== undefined)
      return `Two of the images are for ${twice}. Leave one out, or say which platform it is for.`;
    return rowsProblem(this.annotations, 'annotation');
  }
  get input(): {
    children: { image: string; platform?: string }[];
    annotations: Record<string, string>;
  } {
    return {
      children: this.children.map(({ image, platform }) => ({
        image: image.digest,
        ...(platform.trim() !== '' && { platform: platform.trim() }),
      })),
      annotations: recordOf(this.annotations),
    };
  }
}

const platformsOf = ({ image, platform }: ChildDraft): readonly string[] =>
  platform.trim() === '' ? (image.platforms ?? []) : [platform.trim()];
