import { describe, expect, test } from 'vitest';
import { BerthClient } from '../../renderer/bridge/berth-client';
import { RowSelection } from '../../renderer/state/row-selection.svelte';
import { commandText, commandWords, looksSecret } from '../../renderer/screens/run/command-words';
import { RunDraft } from '../../renderer/screens/run/run-draft.svelte';

describe('a command as it is typed', () => {
  test('comes apart as in a shell', () => {
    expect(commandWords(`sh -c "echo 'a b'"  it\\ is ''`)).toEqual(['sh', '-c', `echo 'a b'`, 'it is', '']);
    expect(commandWords('  ')).toEqual([]);
  });
  test('is written so that it comes apart the same', () => {
    const words = ['sh', '-c', `echo "it's" $HOME`, ''];
    expect(commandWords(commandText(words))).toEqual(words);
  });
  test('names that look secret hide their values', () => {
    for (const name of ['DB_PASSWORD', 'GITHUB_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'API_KEY']) expect(looksSecret(name)).toBe(true);
    for (const name of ['LOG_LEVEL', 'KEYBOARD', 'PORT']) expect(looksSecret(name)).toBe(false);
  });
});

describe('a container to be started', () => {
  const draftOf = async (): Promise<RunDraft> => {
    const value = { present: true, exposed: [{ port: 80, protocol: 'tcp' }], env: ['PATH=/bin', 'A=1', 'B=2'], command: ['serve'] };
    const client = new BerthClient({ invoke: () => Promise.resolve(JSON.stringify({ ok: true, value })), subscribe: () => () => undefined, pathOf: () => '' });
    const draft = new RunDraft(client, 'shop/api:1');
    await draft.load();
    return draft;
  };
  test('begins with what the image says, and only what is changed is told to Docker', async () => {
    const draft = await draftOf();
    expect(draft.env).toEqual([{ key: 'A', value: '1' }, { key: 'B', value: '2' }]);
    draft.env[1] = { key: 'B', value: '3' };
    expect(draft.input).toMatchObject({ env: { B: '3' }, ports: [{ container: 80, host: 80, protocol: 'tcp' }], command: [] });
  });
  test('ports that are none are named before Docker refuses them', async () => {
    const draft = await draftOf();
    draft.ports[0] = { container: '80', host: '70000', protocol: 'tcp' };
    expect(draft.problem).toContain('“70000”');
    draft.ports[0] = { container: '0', host: '0', protocol: 'tcp' };
    expect(draft.problem).toContain('“0” is not a port of the container');
    draft.ports[0] = { container: '80', host: '0', protocol: 'tcp' };
    expect(draft.problem).toBeUndefined();
  });
});

describe('rows that are chosen', () => {
  const selectionOf = (range = (first: number, last: number) => Promise.resolve(Array.from({ length: last - first + 1 }, (_, i) => first + i))) =>
    new RowSelection<number>(String, range);

  test('a range replaces the choice, or joins it', async () => {
    const selection = selectionOf();
    selection.only(9);
    await selection.extend(4, 2, true);
    expect([...selection.rows].sort()).toEqual([2, 3, 4, 9]);
    await selection.extend(1, 2);
    expect(selection.rows).toEqual([1, 2]);
  });
  test('a range that arrives after another choice is dropped, and one that fails changes nothing', async () => {
    let arrive: (rows: number[]) => void = () => undefined;
    const late = selectionOf(() => new Promise((resolve) => (arrive = resolve)));
    const extending = late.extend(1, 3);
    late.only(7);
    arrive([1, 2, 3]);
    await extending;
    expect(late.rows).toEqual([7]);
    const failing = selectionOf(() => Promise.reject(new Error('gone')));
    failing.only(5);
    await failing.extend(1, 3);
    expect(failing.rows).toEqual([5]);
  });
  test('what has gone from the list is not chosen any more', () => {
    const selection = selectionOf();
    selection.only(1);
    selection.toggle(2);
    selection.renew([2, 3]);
    expect(selection.rows).toEqual([2]);
  });
});
