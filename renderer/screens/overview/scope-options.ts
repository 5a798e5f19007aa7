import type { Scope } from '../../state/workspace.svelte';

/** What stands between profile and region in a choice's value: neither has it. */
const APART = '\n';

/** What the overview knows of a scope: it is of whole registries. */
export const placeOf = ({ profile, region }: Scope = {}): { profile?: string; region?: string } => ({
  ...(profile !== undefined && { profile }),
  ...(region !== undefined && { region }),
});

export const scopeValue = ({ profile, region }: Scope = {}): string =>
  profile === undefined ? '' : [profile, ...(region === undefined ? [] : [region])].join(APART);

export function scopeOf(value: string): Scope | undefined {
  const [profile, region] = value.split(APART);
  if (profile === undefined || profile === '') return undefined;
  return { profile, ...(region !== undefined && { region }) };
}

/** All registries, each profile's, each of its regions. */
export function scopeOptions(
  sources: readonly { profile: string; region: string }[],
): { value: string; label: string; note?: string }[] {
  const profiles = [...new Set(sources.map(({ profile }) => profile))];
  return [
    { value: '', label: 'All registries' },
    ...profiles.flatMap((profile) => [
      { value: scopeValue({ profile }), label: profile },
      // A public registry is a source beside the private one of its region.
      ...[...new Set(sources.filter((source) => source.profile === profile).map(({ region }) => region))].map(
        (region) => ({ value: scopeValue({ profile, region }), label: `${profile} · ${region}` }),
      ),
    ]),
  ];
}
