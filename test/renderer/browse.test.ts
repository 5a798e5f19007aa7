import { describe, expect, test } from 'vitest';
import { BrowseSettings } from '../../shared/model/settings';
import { crumbsOf, folderAbove } from '../../renderer/screens/repositories/list/folder-rows';
import { suggestionsAt } from '../../renderer/screens/repositories/search/completion';
import { Arrangement } from '../../renderer/state/arrangement.svelte';
import { highlighted, wantedWords } from '../../renderer/ui/found/highlight';
import { textBlocks } from '../../renderer/ui/found/text-blocks';
import { imagesReadingWords, unseenLines } from '../../renderer/screens/repositories/sources/source-problems';
import { chosenKeys, fittingColumns, templateOf, type GridColumn } from '../../renderer/ui/grid/columns';
import { dollars } from '../../renderer/words/money';

const known = {
  profiles: [
    { name: 'harbour', accountId: '111122223333' },
    { name: 'my quay', accountId: '444455556666', label: 'Live' },
  ],
  regions: ['eu-central-1', 'us-east-1'],
  folders: [],
};
const at = (search: string, caret = search.length) => suggestionsAt(search, caret, known);

describe('completing a search', () => {
  test('two letters of a filter offer it', () => {
    expect(at('api re').map(({ label, search }) => [label, search])).toEqual([
      ['region:', 'api region:'],
      ['resource:', 'api resource:'],
    ]);
    expect(at('a')).toEqual([]);
  });
  test('a filter that was begun offers what is known, quoted where it has blanks', () => {
    expect(at('account:qu').map(({ search }) => search)).toEqual([
      'account:"my quay" ',
      'account:444455556666 ',
    ]);
    expect(at('-region:us')[0]).toMatchObject({ search: '-region:us-east-1 ', caret: 18 });
  });
  test('what is completed in the middle leaves the rest in place', () => {
    expect(at('region:eu untagged', 9)[0]).toMatchObject({
      search: 'region:eu-central-1 untagged',
      caret: 20,
    });
  });
  test('what is complete is not offered again', () => {
    expect(at('region:eu-central-1')).toEqual([]);
  });
  test('ages and sizes are offered as they are written', () => {
    expect(at('pushed:<').map(({ label }) => label)).toContain('pushed:<30d');
    expect(at('size:>1g').map(({ label }) => label)).toEqual(['size:>1gb']);
  });
});

describe('what was found', () => {
  test('is marked wherever a word is, in any case', () => {
    expect(highlighted('Shop/api-shop', ['shop'])).toEqual([
      { text: 'Shop', found: true },
      { text: '/api-', found: false },
      { text: 'shop', found: true },
    ]);
  });
  test('is told by the words and the filters of the column, not by what is excluded', () => {
    expect(wantedWords('api -old tag:v1* region:eu', ['tag'])).toEqual(['api', 'v1']);
  });
});

describe('the columns of a list', () => {
  const columns: GridColumn[] = [
    { key: 'name', label: 'Name', width: 160, grows: true, fixed: true },
    { key: 'size', label: 'Size', width: 80, usual: true, rank: 1 },
    { key: 'cost', label: 'Cost', width: 80, rank: 2 },
  ];
  const keys = (room: number, chosen = ['size', 'cost'], widths = {}): string[] =>
    fittingColumns(columns, { chosen, widths, room }).map(({ key }) => key);
  test('are the usual ones until others are chosen', () => {
    expect(chosenKeys(columns, undefined)).toEqual(['size']);
    expect(chosenKeys(columns, [])).toEqual([]);
  });
  test('go where there is no room for them, the least wanted first, the fixed ones never', () => {
    expect(keys(1000)).toEqual(['name', 'size', 'cost']);
    expect(keys(300)).toEqual(['name', 'size']);
    expect(keys(100)).toEqual(['name']);
  });
  test('have the width they were drawn to', () => {
    expect(
      templateOf(fittingColumns(columns, { chosen: ['size'], widths: { size: 200 }, room: 900 })),
    ).toContain('200px');
    expect(keys(400, ['size'], { size: 300 })).toEqual(['name']);
  });
});

test('a folder is shown as the way down to it', () => {
  expect(crumbsOf('team/web/')).toEqual([
    { name: 'team', path: 'team/' },
    { name: 'web', path: 'team/web/' },
  ]);
  expect(folderAbove('team/web/')).toBe('team/');
  expect(folderAbove('team/')).toBeUndefined();
});

describe('how the lists are arranged', () => {
  const arranged = () => {
    const kept: unknown[] = [];
    const settings = { browse: BrowseSettings.parse({ recent: ['old'] }), favourites: ['host/a'] };
    return {
      kept,
      arrangement: new Arrangement(
        () => settings,
        (change) => kept.push(change),
      ),
    };
  };
  test('favourites are marked together, and let go when all of them are', () => {
    const { kept, arrangement } = arranged();
    arrangement.toggleFavourites(['host/a', 'host/b']);
    expect(arrangement.favourites).toEqual(['host/a', 'host/b']);
    arrangement.toggleFavourites(['host/a', 'host/b']);
    expect(kept.at(-1)).toEqual({ favourites: [] });
  });
  test('a search that led somewhere is remembered once, the last first', () => {
    const { arrangement } = arranged();
    arrangement.remember(' api ');
    arrangement.remember('old');
    arrangement.remember('');
    expect(arrangement.browse.recent).toEqual(['old', 'api']);
  });
  test('a branch that is turned twice is as it was', () => {
    const { arrangement } = arranged();
    arrangement.turn('profile a');
    expect(arrangement.isTurned('profile a')).toBe(true);
    arrangement.turn('profile a');
    expect(arrangement.browse.turned).toEqual([]);
  });
});

test('a sum of money is as exact as it is small', () => {
  expect([0, 0.001, 0.04, 12.3, 1240.4].map(dollars)).toEqual([
    '$0.00',
    '<$0.01',
    '$0.04',
    '$12.30',
    '$1,240',
  ]);
});

describe('a text of strangers', () => {
  test('is read as headings, lists, code and paragraphs', () => {
    expect(textBlocks('# About\nOne\ntwo `x`\n\n- a\n- b\n```\nrun it\n```').map(({ kind }) => kind)).toEqual(
      ['heading', 'paragraph', 'list', 'code'],
    );
  });
  test('stays text, whatever it holds', () => {
    expect(textBlocks('<script>alert(1)</script> [here](javascript:x)')).toEqual([
      { kind: 'paragraph', spans: [{ text: '<script>alert(1)</script> here (javascript:x)', code: false }] },
    ]);
  });
});

describe('what is told of the registries', () => {
  const source = { profile: 'harbour', region: 'eu-central-1', status: 'ready', repositories: 2 } as const;
  const error = { code: 'access-denied', message: 'ecr:DescribeImages is denied.' } as const;
  test('one refusal of many registries is one line', () => {
    const sources = ['eu-central-1', 'us-east-1'].map((region) => ({
      ...source,
      region,
      unseen: [{ part: 'images' as const, error }],
    }));
    expect(unseenLines(sources)).toMatchObject([
      { places: ['harbour · eu-central-1', 'harbour · us-east-1'], words: 'Images cannot be seen.' },
    ]);
  });
  test('the reading of images is told while it lasts', () => {
    expect(imagesReadingWords([source])).toBeUndefined();
    expect(
      imagesReadingWords([
        { ...source, images: { left: 1, of: 4 } },
        { ...source, images: { left: 0, of: 4 } },
      ]),
    ).toEqual({ words: 'Images of 7 of 8 repositories read', share: 0.875 });
  });
});
