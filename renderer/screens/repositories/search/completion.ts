import { FLAGS, TEXT_FILTERS, TIME_FILTERS } from '../../../../shared/search/parse-search';

/** What the values of filters are completed from. */
export interface Known {
  profiles: readonly { name: string; accountId?: string | undefined; label?: string | undefined }[];
  regions: readonly string[];
  /** `team/`, `team/web/` … */
  folders: readonly string[];
}
export interface Suggestion {
  /** What is added, as it is shown. */
  label: string;
  note: string;
  /** The whole search once it is taken, and where the caret stands then. */
  search: string;
  caret: number;
}
interface Choice {
  value: string;
  note: string;
}

const MOST = 8;
const NOTES: Readonly<Record<string, string>> = {
  name: 'of the repository: name:shop/*',
  account: 'id, alias or profile',
  region: 'eu-*',
  profile: 'that sees it',
  host: 'of the registry',
  resource: 'tag of the repository: resource:team=web',
  tag: 'of an image: tag:v1*',
  digest: 'of an image',
  platform: 'linux/arm64',
  type: 'media or artifact type',
  label: 'of an image',
  finding: 'critical, high …',
  storage: 'standard, archived',
  pushed: 'when, as in pushed:<30d',
  pulled: 'when, as in pulled:>90d',
  created: 'when, as in created:<1y',
  size: 'as in size:>1gb',
  tagged: 'has a tag',
  untagged: 'has no tag',
  public: 'in a public registry',
  private: 'in a private registry',
};
const AGES: readonly Choice[] = [
  { value: '<1d', note: 'in the last day' },
  { value: '<7d', note: 'in the last week' },
  { value: '<30d', note: 'in the last 30 days' },
  { value: '>90d', note: 'more than 90 days ago' },
  { value: '>1y', note: 'more than a year ago' },
];
const SIZES: readonly Choice[] = [
  { value: '>1gb', note: 'larger than a gigabyte' },
  { value: '>500mb', note: '' },
  { value: '>100mb', note: '' },
  { value: '<50mb', note: 'smaller than 50 megabytes' },
];
const plain = (values: readonly string[]): Choice[] => values.map((value) => ({ value, note: '' }));

/** Keys of filters, and the flags, as they may be typed. */
const KEYS: readonly string[] = [...TEXT_FILTERS, ...TIME_FILTERS, 'size'];

/** Every filter there is, for an empty field. */
export const filterHints = (search: string): Suggestion[] =>
  [...KEYS.map((key) => `${key}:`), ...FLAGS].map((label) => ({
    label,
    note: noteOf(label),
    ...put(search, { from: search.length, to: search.length, text: label }),
  }));

/** What could stand where the caret is: filters by their first letters, values of a filter that was begun. */
export function suggestionsAt(search: string, caret: number, known: Known): Suggestion[] {
  const token = tokenAt(search, caret);
  const [, minus = '', key, value = ''] = /^(-?)(?:([a-z]+):)?(.*)$/i.exec(token.text) ?? [];
  if (key === undefined) {
    if (value.length < 2) return [];
    return [...KEYS.map((one) => `${one}:`), ...FLAGS]
      .filter((label) => label.startsWith(value.toLowerCase()) && label !== value)
      .map((label) => ({
        label,
        note: noteOf(label),
        ...put(search, { ...token, text: `${minus}${label}${label.endsWith(':') ? '' : ' '}` }),
      }));
  }
  const wanted = value.replace(/^"/, '').toLowerCase();
  const choices = choicesOf(key.toLowerCase(), known).filter(
    (choice) =>
      choice.value.toLowerCase() !== wanted &&
      `${choice.value} ${choice.note}`.toLowerCase().includes(wanted),
  );
  const begins = ({ value: text }: Choice): number => (text.toLowerCase().startsWith(wanted) ? 0 : 1);
  return choices
    .sort((a, b) => begins(a) - begins(b))
    .slice(0, MOST)
    .map((choice) => ({
      label: `${key}:${choice.value}`,
      note: choice.note,
      ...put(search, { ...token, text: `${minus}${key}:${quoted(choice.value)} ` }),
    }));
}

const noteOf = (label: string): string => NOTES[label.replace(':', '')] ?? '';
const quoted = (value: string): string => (/\s/.test(value) ? `"${value}"` : value);

function choicesOf(key: string, { profiles, regions, folders }: Known): Choice[] {
  if (key === 'profile')
    return profiles.map(({ name, label, accountId }) => ({ value: name, note: label ?? accountId ?? '' }));
  if (key === 'account')
    return profiles
      .flatMap(({ name, accountId, label }) => [
        { value: name, note: accountId ?? label ?? '' },
        ...(accountId === undefined ? [] : [{ value: accountId, note: name }]),
      ])
      .filter(({ value }, index, all) => all.findIndex((other) => other.value === value) === index);
  if (key === 'region') return plain(regions);
  if (key === 'finding') return plain(['critical', 'high', 'medium', 'low']);
  if (key === 'storage') return plain(['standard', 'archived', 'activating']);
  if (key === 'name') return folders.map((folder) => ({ value: `${folder}*`, note: 'namespace' }));
  if (key === 'platform') return plain(['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'windows/amd64']);
  if (key === 'type') return plain(['helm', 'index', 'wasm', 'cosign', 'docker']);
  if (key === 'tag') return plain(['latest', 'v*']);
  if (key === 'size') return [...SIZES];
  return (TIME_FILTERS as readonly string[]).includes(key) ? [...AGES] : [];
}

interface Piece {
  from: number;
  to: number;
  text: string;
}
/** The word the caret is at the end of, or within; blanks within quotes belong to it. */
function tokenAt(search: string, caret: number): Piece {
  for (const found of search.matchAll(/(?:"[^"]*"?|[^\s"])+/g)) {
    const to = found.index + found[0].length;
    if (found.index < caret && caret <= to) return { from: found.index, to, text: found[0] };
  }
  return { from: caret, to: caret, text: '' };
}
function put(search: string, { from, to, text }: Piece): { search: string; caret: number } {
  const after = text.endsWith(' ') ? search.slice(to).trimStart() : search.slice(to);
  return { search: search.slice(0, from) + text + after, caret: from + text.length };
}
