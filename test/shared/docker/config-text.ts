import fc from 'fast-check';

/** A JSON value as text, with numbers and escapes that do not survive being parsed and printed. */
const rawValue: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('9007199254740993123', '1.10', '-0.0', '1E400', '12345678901234567890.10', 'null', 'true', '[]', '{}', '[1,  2 ,\t3]', '"\\u0041\\/b"', '""'),
  fc.string().map((text) => JSON.stringify(text)),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value, null, '   ')),
);

const HOLDERS = ['auths', 'credHelpers', 'credsStore'];
const unknownKey = fc.string({ minLength: 1, maxLength: 12 }).filter((key) => !HOLDERS.includes(key) && key !== '__proto__');
const foreignHost = fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}\.foreign(:[0-9]{1,5})?$/);

interface Layout {
  /** Between two properties of the outermost object, and of those in it. */
  outer: string;
  inner: string;
  colon: string;
  end: string;
}
const layout: fc.Arbitrary<Layout> = fc.oneof(
  fc.constantFrom<Layout[]>(
    { outer: '', inner: '', colon: ':', end: '' },
    { outer: '\n\t', inner: '\n\t\t', colon: ': ', end: '\n' },
    { outer: '\n  ', inner: '\n    ', colon: ': ', end: '\n' },
    { outer: '\r\n    ', inner: '\r\n        ', colon: ': ', end: '\r\n' },
    { outer: ' ', inner: ' ', colon: ' : ', end: ' ' },
  ),
  fc.record({ outer: blanks(), inner: blanks(), colon: blanks().map((blank) => `${blank}:${blank}`), end: blanks() }),
);

function blanks(): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(' ', '\t', '\n', '\r\n'), { maxLength: 4 }).map((parts) => parts.join(''));
}

const object = (entries: readonly string[], gap: string, end: string): string => (entries.length === 0 ? '{}' : `{${entries.map((entry) => gap + entry).join(',')}${end}}`);

/** A config.json of other programs: up to 100 unknown keys in any layout, foreign sign-ins, doubled keys, a mark in front. */
export const foreignConfig: fc.Arbitrary<string> = fc
  .record({
    layout,
    unknown: fc.array(fc.tuple(unknownKey, rawValue), { minLength: 0, maxLength: 100, size: 'max' }),
    auths: fc.option(fc.array(fc.tuple(foreignHost, fc.base64String()), { maxLength: 6 })),
    helpers: fc.option(fc.array(fc.tuple(foreignHost, fc.constantFrom('desktop', 'ecr-login', '')), { maxLength: 4 })),
    store: fc.option(fc.constantFrom('desktop', 'secretservice')),
    mark: fc.constantFrom('', '', '', '\uFEFF'),
    after: blanks(),
    place: fc.nat(),
  })
  .map(({ layout: { outer, inner, colon, end }, unknown, auths, helpers, store, mark, after, place }) => {
    const property = (key: string, value: string): string => `${JSON.stringify(key)}${colon}${value}`;
    const level = end === '' ? '' : end + outer.replace(/^[\r\n]+/, '');
    const holders = [
      ...(auths === null ? [] : [property('auths', object(auths.map(([host, auth]) => property(host, `{"auth"${colon}${JSON.stringify(auth)}}`)), inner, level))]),
      ...(helpers === null ? [] : [property('credHelpers', object(helpers.map(([host, name]) => property(host, JSON.stringify(name))), inner, level))]),
      ...(store === null ? [] : [property('credsStore', JSON.stringify(store))]),
    ];
    const others = unknown.map(([key, raw]) => property(key, raw));
    const at = place % (others.length + 1);
    return mark + object([...others.slice(0, at), ...holders, ...others.slice(at)], outer, end) + after;
  });
