import { expect, test } from 'vitest';
import { TextReading, type ReadColumns } from '../../../electron/inventory/store/memory/column';
import { Part } from '../../../electron/inventory/store/memory/part';
import { SqlDatabase } from '../../../electron/inventory/store/sql/database';

const ROWS = 12_000;
function table(): SqlDatabase {
  const database = new SqlDatabase(':memory:');
  database.exec('CREATE TABLE repository (id INTEGER PRIMARY KEY, name TEXT)');
  database.run(`INSERT INTO repository SELECT value, 'name-' || value FROM json_each(?)`, [JSON.stringify(Array.from({ length: ROWS }, (_none, index) => index + 1))]);
  return database;
}
const part = (database: SqlDatabase): Part<ReadColumns> => new Part(() => new TextReading(database, ['name'], 'repository'), (read) => read);

test('a part is read a piece at a time, and is there when all of them are', () => {
  const read = part(table());
  let steps = 0;
  while (read.step()) steps += 1;
  expect(steps).toBe(3);
  expect(read.known?.ids).toHaveLength(ROWS);
  expect(read.known?.texts[0]?.split('\u001e')[ROWS - 1]).toBe(`name-${ROWS}`);
});

test('who needs it at once gets all of it, whatever was read before', () => {
  const read = part(table());
  read.step();
  expect(read.known).toBeUndefined();
  expect(read.finish().ids).toHaveLength(ROWS);
  expect(read.step()).toBe(false);
});

test('what was written while it was read is told at its end, once; what was written before or after is not', () => {
  const read = part(table());
  read.touch([1]);
  read.step();
  read.touch([7, 8]);
  expect(read.takeLate()).toEqual([]);
  read.finish();
  read.touch([9]);
  expect(read.takeLate()).toEqual([7, 8]);
  expect(read.takeLate()).toEqual([]);
});
