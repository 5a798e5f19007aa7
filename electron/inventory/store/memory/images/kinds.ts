import type { ImageRest } from '../../rows';
import type { SqlDatabase } from '../../sql/database';
import { TRAITS, type Trait } from '../word-lines';

/** What many images have alike: by trait, in lower case. */
export type Kind = readonly (readonly string[])[];

const MOST_KNOWN = 20_000;

/** The different kinds of images there are: far fewer than images. */
export class Kinds {
  readonly #database: SqlDatabase;
  readonly #numberOf = new Map<string, number>();
  /** By what is written of an image, of which there is more than there are kinds. */
  readonly #known = new Map<string, number>();
  readonly all: Kind[] = [];

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** The kind of each text: `media`'s number with `rest` directly behind it. */
  numbersOf(texts: readonly string[]): Uint32Array {
    const media = new Map(this.#database.rows<[number, string]>('SELECT id, type FROM media').map(([id, type]) => [String(id), type]));
    return Uint32Array.from(texts, (written) => {
      // How many findings there are makes no other kind.
      const text = written.includes('"findings"') && !written.includes('"labels"') ? written.replaceAll(/":[1-9]\d*(?=[,}])/g, '":1') : written;
      let number = this.#known.get(text);
      if (number === undefined) {
        number = this.#numberOfKind(kindOf(text, media));
        if (this.#known.size >= MOST_KNOWN) this.#known.clear();
        this.#known.set(text, number);
      }
      return number;
    });
  }

  /** By number, ones for the kinds of which it holds. */
  answers(has: (kind: Kind) => boolean): Uint8Array {
    return Uint8Array.from(this.all, (kind) => (has(kind) ? 1 : 0));
  }

  #numberOfKind(kind: Kind): number {
    const text = JSON.stringify(kind);
    const known = this.#numberOf.get(text);
    if (known !== undefined) return known;
    this.#numberOf.set(text, this.all.length);
    return this.all.push(kind) - 1;
  }
}

export const traitOf = (kind: Kind, trait: Trait): readonly string[] => kind[TRAITS.indexOf(trait)] ?? [];

function kindOf(text: string, media: ReadonlyMap<string, string>): Kind {
  const at = text.indexOf('{');
  const type = media.get(at < 0 ? text : text.slice(0, at));
  const { artifactType, platforms = [], findings = {}, storage = 'standard', labels = {} } = at < 0 ? ({} as ImageRest) : (JSON.parse(text.slice(at)) as ImageRest);
  const byTrait: Record<Trait, readonly string[]> = {
    platform: platforms,
    label: Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    type: [type, artifactType].filter((each) => each !== undefined),
    finding: Object.entries(findings).filter(([, count]) => count > 0).map(([severity]) => severity),
    storage: [storage],
  };
  return TRAITS.map((trait) => byTrait[trait].map((value) => value.toLowerCase()));
}
