/** What a repair makes of the text. Pure; a finding that is not there any more changes nothing. */
import { helpersOf, storeOf, withHelper, withoutAuth, withoutHelper, withoutStore } from '../../../../shared/docker/config-file';
import type { ConfigFinding } from '../../../../shared/model/docker-config';
import { OWN_HELPER } from '../../docker-config-file';

/** The text with these findings repaired; the permission of the file is not in it. */
export function repairedText(text: string, found: readonly ConfigFinding[]): string {
  return found.reduce((left, finding) => repairs[finding.kind]?.(left, subjectOf(finding)) ?? left, text);
}

/** What a finding's id names after its kind: a host, a helper, or `HELPER@HOST`. */
export const subjectOf = ({ id, kind }: ConfigFinding): string => id.slice(kind.length + 1);

const repairs: Partial<Record<ConfigFinding['kind'], (text: string, subject: string) => string>> = {
  malformed: (text, subject) => (subject === 'mark' ? text.replace(/^\uFEFF/, '') : text),
  'shadowed-by-helper': (text, key) => withoutAuth(text, key),
  'stale-entry': (text, key) => withoutAuth(text, key),
  'missing-helper': takeOut,
  'helper-put-back': (text, subject) => (subject.startsWith('@') ? withHelper(withoutAuth(text, subject.slice(1)), subject.slice(1), OWN_HELPER) : takeOut(text, subject)),
  'helper-not-on-path': (text) =>
    [...helpersOf(text)].filter(([, name]) => name === OWN_HELPER).reduce((left, [host]) => withoutHelper(left, host), takeOut(text, OWN_HELPER)),
};

function takeOut(text: string, subject: string): string {
  const at = subject.indexOf('@');
  if (at < 0) return storeOf(text) === subject ? withoutStore(text) : text;
  const [helper, host] = [subject.slice(0, at), subject.slice(at + 1)];
  return helpersOf(text).get(host) === helper ? withoutHelper(text, host) : text;
}
