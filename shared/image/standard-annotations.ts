/** The keys that annotations and labels share (OCI image spec, “Pre-Defined Annotation Keys”), and the older ones of label-schema.org. */
import { linkParts, safeLink } from './safe-link';

const OCI = 'org.opencontainers.image.';
const KEYS: readonly (readonly [name: string, label: string, older?: string])[] = [
  ['title', 'Title', 'org.label-schema.name'],
  ['description', 'Description', 'org.label-schema.description'],
  ['version', 'Version', 'org.label-schema.version'],
  ['revision', 'Revision', 'org.label-schema.vcs-ref'],
  ['created', 'Created', 'org.label-schema.build-date'],
  ['source', 'Source', 'org.label-schema.vcs-url'],
  ['url', 'Website', 'org.label-schema.url'],
  ['documentation', 'Documentation', 'org.label-schema.usage'],
  ['licenses', 'Licences'],
  ['vendor', 'Vendor', 'org.label-schema.vendor'],
  ['authors', 'Authors'],
  ['base.name', 'Base image'],
  ['base.digest', 'Base digest'],
  ['ref.name', 'Reference name'],
];

export interface StandardFact {
  key: string;
  label: string;
  value: string;
  /** An https address that the value is, or that leads to it: a revision's page at its source. */
  link?: string;
}

/** The standard facts in their order; annotations (of what is nearest) win over labels. */
export function standardFacts(...sources: readonly Readonly<Record<string, string>>[]): StandardFact[] {
  const find = (...keys: (string | undefined)[]): string | undefined => {
    for (const source of sources)
      for (const key of keys) {
        const value = key === undefined || !Object.hasOwn(source, key) ? undefined : source[key]?.trim();
        if (value !== undefined && value !== '') return value;
      }
    return undefined;
  };
  const repository = sourceAddress(find(`${OCI}source`, 'org.label-schema.vcs-url') ?? '');
  return KEYS.flatMap(([name, label, older]) => {
    const value = find(`${OCI}${name}`, older);
    if (value === undefined) return [];
    const link = name === 'source' ? repository : name === 'revision' ? revisionLink(repository, value) : safeLink(value);
    return [{ key: `${OCI}${name}`, label, value, ...(link !== undefined && { link }) }];
  });
}

export const isStandardKey = (key: string): boolean => KEYS.some(([name, , older]) => key === `${OCI}${name}` || key === older);

/** `git@github.com:a/b.git` and `https://github.com/a/b.git` as the address of the web page. */
function sourceAddress(text: string): string | undefined {
  const ssh = /^(?:ssh:\/\/)?git@([a-z0-9.-]+)[:/]([\w./~-]+)$/i.exec(text);
  return safeLink((ssh === null ? text : `https://${ssh[1]}/${ssh[2]}`).replace(/^git\+/, '').replace(/\.git$/, ''));
}

/** The page of a commit, where the source is one of the hosts whose addresses are known. */
function revisionLink(source: string | undefined, revision: string): string | undefined {
  const parts = source === undefined ? undefined : linkParts(source);
  if (parts === undefined || !/^[0-9a-f]{7,64}$/.test(revision)) return undefined;
  const { host, path } = parts;
  if (!/^\/[^/]+\/[^/]+/.test(path)) return undefined;
  if (host === 'github.com' || host === 'codeberg.org') return `https://${host}${path.split('/').slice(0, 3).join('/')}/commit/${revision}`;
  if (host === 'gitlab.com') return `https://${host}${path.replace(/\/$/, '')}/-/commit/${revision}`;
  return undefined;
}
