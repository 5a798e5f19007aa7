import { expect, test } from 'vitest';
import { exportName, listExport } from '../../renderer/screens/repositories/list/export-list';
import { parseSearch } from '../../shared/search/parse-search';

test('what is listed is exported: the search within the profile and the region', () => {
  expect(listExport(' tag:v1* untagged ', { profile: 'harbour', region: 'eu-central-1' })).toEqual({ search: 'tag:v1* untagged', profile: 'harbour', region: 'eu-central-1' });
  expect(listExport('', undefined)).toEqual({ search: '' });
});

test('a folder and a kind of registry become filters that the search understands', () => {
  const { search } = listExport('api', { registry: 'public', folder: 'team/web/' });
  expect(parseSearch(search, 0)).toEqual({
    problems: [],
    terms: [
      { kind: 'word', text: 'api', not: false },
      { kind: 'flag', flag: 'public', not: false },
      { kind: 'text', filter: 'name', value: 'team/web/*', not: false },
    ],
  });
});

test('the file is called after what is in it, and never leads into another folder', () => {
  expect(exportName('images', 'csv', listExport('', { profile: 'my/quay ..' }))).toBe('berth-images-my-quay-...csv');
  expect(exportName('repositories', 'json', { search: '' })).toBe('berth-repositories.json');
});
