import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextColumn } from '../../../electron/inventory/store/memory/text-column';
import { byRelevance, prepareLetters } from '../../../electron/inventory/store/read/search/relevance';

const name = fc.string({ unit: fc.constantFrom('a', 'b', 'z', '1', '-', '_', '.', '/'), maxLength: 6 });

/** The rank of a name for a word, told of each name by itself. */
function rankOf(text: string, word: string): number {
  const parts = text.split('/');
  if (text === word) return 0;
  if (parts.length > 1 && parts.at(-1) === word) return 1;
  if (text.startsWith(word)) return 2;
  if (parts.slice(1).some((part) => part.startsWith(word))) return 3;
  if (parts.some((part) => part.split(/[-_.]/).slice(1).some((piece) => piece.startsWith(word)))) return 4;
  return text.includes(word) ? 5 : 6;
}

test('names with the best place for a letter come first, then the shorter ones, also after one has changed', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 30 }), fc.constantFrom('a', 'z', '1'), name, (names, letter, other) => {
      const column = TextColumn.of(names);
      const rows = names.map((_name, row) => row);
      const ordered = () => byRelevance(rows, { names: column, count: names.length, words: [letter] }).map((row) => column.at(row));
      const expected = () => rows.map((row) => column.at(row)).sort((a, b) => rankOf(a, letter) - rankOf(b, letter) || a.length - b.length);
      for (const text of [...names.slice(0, 1), other]) {
        column.set(0, text);
        expect(ordered()).toEqual(expected());
        expect(prepareLetters(column, names.length)).toBe(true);
        expect(prepareLetters(column, names.length)).toBe(false);
        expect(ordered()).toEqual(expected());
        column.set(0, `${text}z`);
        expect(ordered()).toEqual(expected());
      }
    }),
  );
});

test('a letter is found in every text that has it, also in one that has changed', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 30 }), fc.constantFrom('a', 'z', '1'), name, (texts, letter, other) => {
      const column = TextColumn.of(texts);
      const found = () => [...column.rowsWith(letter, texts.length)];
      expect([column.readLetters(), column.readLetters()]).toEqual([true, false]);
      expect(found()).toEqual(texts.map((text) => (text.includes(letter) ? 1 : 0)));
      column.set(0, other);
      expect(found()).toEqual([other, ...texts.slice(1)].map((text) => (text.includes(letter) ? 1 : 0)));
    }),
  );
});
