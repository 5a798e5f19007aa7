/** Many paths in little room: each is a number; parents have smaller numbers than what is in them. 0 is the root. */

/** Numbers of the paths of a tree: columns that can be handed from thread to thread. */
export interface PathColumns {
  parent: Int32Array;
  name: Int32Array;
  /** Every name once. */
  names: string[];
}

const NONE = -1;

export class Paths {
  #parent: Int32Array;
  #name: Int32Array;
  #firstChild: Int32Array;
  #nextSibling: Int32Array;
  readonly #names: string[];
  readonly #numberOf: Map<string, number>;
  /** Open addressing over (parent, name): a number of a path, or NONE. */
  #table: Int32Array;
  #count = 1;
  #textLength = 0;

  constructor(capacity = 256) {
    this.#parent = new Int32Array(capacity).fill(NONE);
    this.#name = new Int32Array(capacity);
    this.#firstChild = new Int32Array(capacity).fill(NONE);
    this.#nextSibling = new Int32Array(capacity).fill(NONE);
    this.#names = [''];
    this.#numberOf = new Map([['', 0]]);
    this.#table = new Int32Array(tableSize(capacity)).fill(NONE);
  }

  static of({ parent, name, names }: PathColumns): Paths {
    const paths = new Paths(parent.length);
    for (let id = 1; id < parent.length; id += 1) paths.child(parent[id] as number, names[name[id] as number] ?? '');
    return paths;
  }

  get count(): number {
    return this.#count;
  }
  /** Roughly how many bytes of memory it takes. */
  get bytes(): number {
    return this.#parent.length * 16 + this.#table.length * 4 + this.#names.length * 80 + this.#textLength * 2;
  }

  /** The number of what is called `name` in a folder, which it gets when it is new. */
  child(parent: number, name: string): number {
    let number = this.#numberOf.get(name);
    if (number === undefined) {
      number = this.#names.length;
      this.#names.push(name);
      this.#textLength += name.length;
      this.#numberOf.set(name, number);
    }
    const slot = this.#slot(parent, number);
    const found = this.#table[slot] as number;
    return found === NONE ? this.#add(parent, number, slot) : found;
  }

  /** The number of a path, `a/b`; undefined when it has none. */
  find(path: string): number | undefined {
    let id = 0;
    for (const name of path.split('/')) {
      if (name === '') continue;
      const number = this.#numberOf.get(name);
      const found = number === undefined ? NONE : (this.#table[this.#slot(id, number)] as number);
      if (found === NONE) return undefined;
      id = found;
    }
    return id;
  }

  /** -1 for the root. */
  parentOf(id: number): number {
    return this.#parent[id] as number;
  }
  nameOf(id: number): string {
    return this.#names[this.#name[id] as number] as string;
  }
  /** `a/b/c`; the root's is empty. */
  pathOf(id: number): string {
    const parts: string[] = [];
    for (let at = id; at > 0; at = this.parentOf(at)) parts.push(this.nameOf(at));
    return parts.reverse().join('/');
  }
  *childrenOf(id: number): Generator<number> {
    for (let at = this.#firstChild[id] as number; at !== NONE; at = this.#nextSibling[at] as number) yield at;
  }
  /** Calls for everything below a path, parents first. */
  below(id: number, visit: (id: number) => void): void {
    const open = [id];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      for (let at = this.#firstChild[folder] as number; at !== NONE; at = this.#nextSibling[at] as number) {
        visit(at);
        if (this.#firstChild[at] !== NONE) open.push(at);
      }
    }
  }
  /** For each name, by the number that `nameNumberOf` answers, whether it passes. */
  namesThat(pass: (name: string) => boolean): Uint8Array {
    return Uint8Array.from(this.#names, (name) => (pass(name) ? 1 : 0));
  }
  nameNumberOf(id: number): number {
    return this.#name[id] as number;
  }
  columns(): PathColumns {
    return { parent: this.#parent.slice(0, this.#count), name: this.#name.slice(0, this.#count), names: this.#names };
  }

  #slot(parent: number, name: number): number {
    const mask = this.#table.length - 1;
    let slot = (Math.imul(parent, 0x9e3779b1) ^ Math.imul(name, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    for (;;) {
      const id = this.#table[slot] as number;
      if (id === NONE || (this.#parent[id] === parent && this.#name[id] === name)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #add(parent: number, name: number, slot: number): number {
    if (this.#count === this.#parent.length) this.#grow();
    const id = this.#count;
    this.#count += 1;
    this.#parent[id] = parent;
    this.#name[id] = name;
    this.#nextSibling[id] = this.#firstChild[parent] as number;
    this.#firstChild[parent] = id;
    // After it grew the slot is another one.
    this.#table[this.#table[slot] === NONE ? slot : this.#slot(parent, name)] = id;
    if (this.#count * 2 > this.#table.length) this.#rehash();
    return id;
  }

  #grow(): void {
    const capacity = this.#parent.length * 2;
    const wider = (column: Int32Array, fill: number): Int32Array => {
      const wide = new Int32Array(capacity).fill(fill);
      wide.set(column);
      return wide;
    };
    this.#parent = wider(this.#parent, NONE);
    this.#name = wider(this.#name, 0);
    this.#firstChild = wider(this.#firstChild, NONE);
    this.#nextSibling = wider(this.#nextSibling, NONE);
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 2).fill(NONE);
    for (let id = 1; id < this.#count; id += 1) this.#table[this.#slot(this.#parent[id] as number, this.#name[id] as number)] = id;
  }
}

/** A power of two that is at least twice as much. */
const tableSize = (capacity: number): number => 2 ** Math.max(4, Math.ceil(Math.log2(Math.max(1, capacity) * 2)));
