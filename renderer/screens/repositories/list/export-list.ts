import type { Scope } from '../../../state/workspace.svelte';

/** What is written to a file: what a search finds within a scope. */
export interface ListExport {
  search: string;
  profile?: string;
  region?: string;
}

/** What is shown, as `inventory.export` is asked for it: what has no field of its own there is a filter of the search. */
export function listExport(search: string, scope: Scope | undefined): ListExport {
  const { profile, region, registry, folder } = scope ?? {};
  const filters = [registry, folder === undefined || folder === '' ? undefined : `name:"${folder}*"`];
  return {
    search: [search.trim(), ...filters].filter((part) => part !== undefined && part !== '').join(' '),
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
  };
}

/** The name that is offered for the file: `berth-images-harbour.csv`. */
export const exportName = (
  what: 'repositories' | 'images',
  format: 'csv' | 'json',
  { profile }: ListExport,
): string =>
  `${['berth', what, ...(profile === undefined ? [] : [profile.replaceAll(/[^\w.-]+/g, '-')])].join('-')}.${format}`;
