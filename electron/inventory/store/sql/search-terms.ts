import { parseSearch, type SearchTerm } from '../../../../shared/search/parse-search';
import { allOf, anyOf, condition, FALSE, matches, not, TRUE, type Condition } from './condition';

/** More would be a text that somebody pasted: the rest is left out. */
const MOST_TERMS = 24;
/** Hexadecimal digits of a digest that an image's `head` holds. */
const HEAD_DIGITS = 12;
/** A word of fewer hexadecimal digits is no digest: `cafe` is a name. */
const LEAST_DIGITS = 6;

type Term<K extends SearchTerm['kind']> = Extract<SearchTerm, { kind: K }>;

/** What was typed, by what each term is about. */
export interface Wanted {
  words: Term<'word'>[];
  /** Terms that a repository alone answers. */
  ofRepository: SearchTerm[];
  /** Terms that are about an image. */
  ofImage: SearchTerm[];
}

/** Reads a search; `now` is epoch milliseconds. */
export function wantedOf(search: string, now: number): Wanted {
  const wanted: Wanted = { words: [], ofRepository: [], ofImage: [] };
  for (const term of parseSearch(search, now).terms.slice(0, MOST_TERMS)) {
    if (term.kind === 'word') wanted.words.push(term);
    else if (isOfRepository(term)) wanted.ofRepository.push(term);
    else wanted.ofImage.push(term);
  }
  return wanted;
}

const REPOSITORY_FILTERS: readonly string[] = ['name', 'account', 'region', 'profile', 'host', 'resource', 'created', 'public', 'private'];
const isOfRepository = (term: SearchTerm): boolean =>
  ('filter' in term && REPOSITORY_FILTERS.includes(term.filter)) || (term.kind === 'flag' && REPOSITORY_FILTERS.includes(term.flag));

/** The term as a condition on a repository `r`. */
export function repositoryTerm(term: SearchTerm): Condition {
  return signed(term, () => {
    switch (term.kind) {
      case 'word':
        return repositoryWord(term.text);
      case 'text':
        return repositoryText(term);
      case 'time':
        return within('r.created', term);
      case 'flag':
        return condition('r.registry = ?', term.flag);
      case 'size':
        return TRUE;
    }
  });
}

export const repositoryWord = (text: string): Condition => condition('instr(r.text, ?) > 0', text);

function repositoryText({ filter, value }: Term<'text'>): Condition {
  switch (filter) {
    case 'name':
      return matches('lower(r.name)', value);
    case 'account':
      return anyOf([matches('r.account', value), profileMatches(value)]);
    case 'profile':
      return profileMatches(value);
    case 'region':
      return matches('r.region', value);
    case 'host':
      return matches('lower(r.host)', value);
    case 'resource': {
      const each = matches("lower(j.key || '=' || j.value)", value);
      const tags = `EXISTS (SELECT 1 FROM detail d, json_each(d.json, '$.resourceTags') j WHERE d.id = r.id AND ${each.sql})`;
      // The tags are in the text as well: most repositories need no further look.
      return allOf([condition('instr(r.text, ?) > 0', longestPiece(value)), { sql: tags, values: each.values }]);
    }
    default:
      return FALSE;
  }
}

/** Profiles are lines of one text: without `*` no value can match over two of them. */
const profileMatches = (value: string): Condition =>
  value.includes('*')
    ? inSubquery('r.id IN (SELECT seen.repository FROM source JOIN seen ON seen.source = source.id WHERE', matches('lower(source.profile)', value), ')')
    : condition('instr(lower(r.profiles), ?) > 0', value);

/** The term as a condition on an image `i`. The `+` keeps SQLite from an index over all images where those of one repository are asked about. */
export function imageTerm(term: SearchTerm): Condition {
  return signed(term, () => {
    switch (term.kind) {
      case 'word':
        return imageWord(term.text);
      case 'text':
        return imageText(term);
      case 'time':
        return within(term.filter === 'pulled' ? '+i.pulled' : '+i.pushed', term);
      case 'size':
        return condition('+i.size BETWEEN ? AND ?', term.least ?? 0, term.most ?? Number.MAX_SAFE_INTEGER);
      case 'flag':
        return condition(term.flag === 'tagged' ? 'i.tags IS NOT NULL' : 'i.tags IS NULL');
    }
  });
}

/** Whether the word is in one of the image's tags, platforms or labels, or begins its digest. */
export function imageWord(word: string): Condition {
  const digest = digestWord(word);
  return anyOf([tagHas(word, contains), listHas('platforms', word, contains), labelHas(word, contains), ...(digest === undefined ? [] : [digestBegins(digest)])]);
}

function imageText({ filter, value }: Term<'text'>): Condition {
  switch (filter) {
    case 'tag':
      return tagHas(value);
    case 'digest':
      return value.includes('*') ? matches(DIGEST, value) : digestBegins(value.replace(/^sha256:/, ''));
    case 'platform':
      return listHas('platforms', value);
    case 'label':
      return labelHas(value);
    case 'type':
      return anyOf([
        matches('(SELECT lower(type) FROM media WHERE id = i.media)', value),
        matches("lower(i.rest ->> '$.artifactType')", value),
      ]);
    case 'finding':
      return inRest(value, inSubquery("EXISTS (SELECT 1 FROM json_each(i.rest, '$.findings') j WHERE j.value > 0 AND", matches('lower(j.key)', value), ')'));
    case 'storage':
      return matches("coalesce(i.rest ->> '$.storage', 'standard')", value);
    default:
      return FALSE;
  }
}

/** The digest of an image `i` as it is written. */
export const DIGEST = "CASE typeof(i.digest) WHEN 'blob' THEN 'sha256:' || lower(hex(i.digest)) ELSE i.digest END";

/** What of a word could begin a digest, without `sha256:`; undefined when it could not. */
export const digestWord = (word: string): string | undefined => /^(?:sha256:([0-9a-f]{1,64})|([0-9a-f]{6,64}))$/.exec(word)?.slice(1).find((digits) => digits !== undefined && (word.startsWith('sha256:') || digits.length >= LEAST_DIGITS));

function digestBegins(digits: string): Condition {
  if (!/^[0-9a-f]+$/.test(digits)) return digits === '' ? TRUE : FALSE;
  const [low, high] = headRange(digits);
  const head = condition('+i.head BETWEEN ? AND ?', low, high);
  return digits.length <= HEAD_DIGITS ? head : allOf([head, condition(`instr(${DIGEST}, ?) > 0`, `:${digits}`)]);
}

/** The heads of all digests that begin with these digits. */
export function headRange(digits: string): [number, number] {
  const head = digits.slice(0, HEAD_DIGITS);
  return [Number.parseInt(head.padEnd(HEAD_DIGITS, '0'), 16), Number.parseInt(head.padEnd(HEAD_DIGITS, 'f'), 16)];
}

/** The head of a digest; nothing where it is none. */
export function headOf(digest: string): number | null {
  const digits = /:([0-9a-f]{12})/.exec(digest)?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

type Comparison = (expression: string, value: string) => Condition;
/** A word has no wildcards. */
const contains: Comparison = (expression, value) => condition(`instr(${expression}, ?) > 0`, value);

/** Tags are a JSON list: a value that could match over two of them is compared with each. */
function tagHas(value: string, how: Comparison = matches): Condition {
  if (/^[a-z0-9._-]+$/.test(value)) return condition('instr(lower(i.tags), ?) > 0', value);
  return inSubquery('EXISTS (SELECT 1 FROM json_each(i.tags) j WHERE', how('lower(j.value)', value), ')');
}

const listHas = (list: string, value: string, how: Comparison = matches): Condition => inRest(value, inSubquery(`EXISTS (SELECT 1 FROM json_each(i.rest, '$.${list}') j WHERE`, how('lower(j.value)', value), ')'));
const labelHas = (value: string, how: Comparison = matches): Condition => inSubquery("i.rest IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(i.rest, '$.labels') j WHERE", how("lower(j.key || '=' || j.value)", value), ')');

/** Looks into the JSON of few images: those in whose text the longest piece of the value is. */
function inRest(value: string, precise: Condition): Condition {
  const piece = JSON.stringify(longestPiece(value)).slice(1, -1);
  return allOf([condition('i.rest IS NOT NULL AND instr(lower(i.rest), ?) > 0', piece), precise]);
}

const inSubquery = (before: string, { sql, values }: Condition, after: string): Condition => ({ sql: `${before} ${sql}${after}`, values });

const within = (column: string, { from, to }: Term<'time'>): Condition => condition(`${column} BETWEEN ? AND ?`, from ?? Number.MIN_SAFE_INTEGER, to ?? Number.MAX_SAFE_INTEGER);

const signed = (term: SearchTerm, of: () => Condition): Condition => (term.not ? not(of()) : of());

/** The longest piece of a pattern that has to be somewhere in the text; the whole of a plain value. */
export const longestPiece = (value: string): string => value.split('*').reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
