import { AppError } from '../../../shared/errors';

export interface KeyLinesOf {
  /** Profile whose key goes. */
  name: string;
  /** In the config file a section is `[profile NAME]` or `[default]`; in the credentials file it is `[NAME]`. */
  isConfig: boolean;
  /** For messages. */
  file: string;
  /** Stands in place of the first line that goes. */
  replacement?: string;
}

const KEYS: ReadonlySet<string> = new Set(['aws_access_key_id', 'aws_secret_access_key']);

/**
 * A text without the lines of a profile's static key; every other byte is as it was. The text may be in any encoding that
 * keeps ASCII, read as Latin-1. Answers the same text when no line of a key is in it.
 * @throws AppError `aws-config-malformed` where more than whole lines would have to change.
 */
export function withoutPlainTextKey(text: string, options: KeyLinesOf): string {
  const { name, isConfig, file, replacement } = options;
  let inside = false;
  let afterKey = false;
  let toPut = replacement;
  // The last match is the empty one at the end of the text.
  const lines = text.match(/[^\r\n]*(?:\r\n|\n|\r|$)/g) ?? [];
  return lines
    .map((line, index) => {
      const [, content = '', ending = ''] = /^([^\r\n]*)([\r\n]*)$/.exec(index === 0 ? line.replace(BYTE_ORDER_MARK, '') : line) ?? [];
      const said = withoutComment(content);
      if (said === '') return line;
      if (said.startsWith('[')) {
        inside = isSectionOf(said, name, isConfig);
        afterKey = false;
        return line;
      }
      if (!inside) return line;
      if (/^\s/.test(said)) {
        if (!afterKey) return line;
        throw new AppError('aws-config-malformed', `${file}, line ${index + 1}: the key goes on in an indented line, which Berth does not cut out by itself.`, {
          hint: 'Put the key on one line, or remove it by hand.',
        });
      }
      afterKey = KEYS.has(keyOf(said));
      if (!afterKey) return line;
      const put = toPut === undefined ? '' : `${toPut}${ending}`;
      toPut = undefined;
      return put;
    })
    .join('');
}

/** Whether the sections of a profile set this key. */
export function setsKey(text: string, { name, isConfig }: Pick<KeyLinesOf, 'name' | 'isConfig'>, key: string): boolean {
  let inside = false;
  return text
    .replace(BYTE_ORDER_MARK, '')
    .split(/\r\n|\n|\r/)
    .map(withoutComment)
    .some((said) => {
      if (said.startsWith('[')) inside = isSectionOf(said, name, isConfig);
      return inside && !/^\s/.test(said) && keyOf(said) === key;
    });
}

/** The mark as UTF-8, read as Latin-1. */
const BYTE_ORDER_MARK = /^\u00EF\u00BB\u00BF/;

const keyOf = (said: string): string => (said.includes('=') ? said.slice(0, said.indexOf('=')).trim().toLowerCase() : '');

function isSectionOf(header: string, name: string, isConfig: boolean): boolean {
  const title = /^\[([^\]]*)\]\s*$/.exec(header)?.[1]?.trim().replace(/\s+/g, ' ').replace(/^(\S+) (["'])(.*)\2$/, '$1 $3');
  return title === `profile ${name}` || (title === name && (!isConfig || name === 'default'));
}

/** Comments as the AWS files have them: a whole line, or what follows ` #` or ` ;`. */
function withoutComment(line: string): string {
  if (/^\s*[#;]/.test(line)) return '';
  return line.replace(/\s[#;].*$/, '').trimEnd();
}
