import { readIni, type IniEntry, type IniSection } from '../ini-lines';
import type { AwsFilePair } from '../profile-definition';

/** A file that could not be read, or a line of it that makes no sense. */
export interface FileProblem {
  file: string;
  line?: number;
  message: string;
  hint: string;
}

/** The texts of a pair; `undefined` for a file that is not there. */
export interface PairTexts {
  config: string | undefined;
  credentials: string | undefined;
}

/** A value, and where it stands. */
export interface Entry extends IniEntry {
  file: string;
}
export type Values = ReadonlyMap<string, Entry>;

/** A section, merged from both files. */
export interface Found {
  values: Map<string, Entry>;
  file: string;
  line: number;
}

export interface Sections {
  /** In the order of the files. */
  profiles: Map<string, Found>;
  services: Map<string, Found>;
  ssoSessions: Map<string, Found>;
  problems: FileProblem[];
}

/** A value that is set; an empty one is not. */
export const valueOf = (values: Values | undefined, key: string): string | undefined => values?.get(key)?.value || undefined;

/** Sections for other programs, which name no profile. */
const NOT_PROFILES = ['preview', 'plugins'];

/** Sorts the sections of one pair. Keys of the credentials file win, as in every AWS tool. */
export function sectionsOf(pair: AwsFilePair, texts: PairTexts): Sections {
  const found: Sections = { profiles: new Map(), services: new Map(), ssoSessions: new Map(), problems: [] };
  const kinds: Readonly<Record<string, Map<string, Found>>> = { profile: found.profiles, services: found.services, 'sso-session': found.ssoSessions };
  const problem = (file: string, line: number, { message, hint }: { message: string; hint: string }): void =>
    void found.problems.push({ file, line, message: `${file}, line ${line}: ${message}`, hint });

  for (const section of sectionsIn(pair.configFile, texts.config, found.problems)) {
    const [type = '', ...rest] = section.title.split(' ');
    const name = rest.join(' ');
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (section.title === 'default') take(found.profiles, 'default', section, pair.configFile);
    else if (kind !== undefined && name !== '') take(kind, name, section, pair.configFile);
    else if (kind !== undefined) problem(pair.configFile, section.line, { message: `the section says “${type}” and no name.`, hint: `Write it as [${type} NAME].` });
    else if (name === '' && !NOT_PROFILES.includes(type))
      problem(pair.configFile, section.line, { message: 'the section lacks the word “profile”, so AWS tools ignore it.', hint: 'Write it as [profile NAME].' });
    else if (name !== '') problem(pair.configFile, section.line, { message: `AWS tools know no section “${type}”.`, hint: 'Write it as [profile NAME], [sso-session NAME] or [services NAME].' });
  }
  for (const section of sectionsIn(pair.credentialsFile, texts.credentials, found.problems))
    take(found.profiles, section.title.replace(/^profile /, ''), section, pair.credentialsFile);
  return found;
}

function sectionsIn(file: string, text: string | undefined, problems: FileProblem[]): IniSection[] {
  const ini = readIni(text ?? '');
  problems.push(...ini.problems.map((problem) => ({ ...problem, file, message: `${file}, line ${problem.line}: ${problem.message}` })));
  return ini.sections;
}

function take(into: Map<string, Found>, name: string, section: IniSection, file: string): void {
  const known = into.get(name) ?? { values: new Map<string, Entry>(), file, line: section.line };
  section.entries.forEach((entry, key) => known.values.set(key, { ...entry, file }));
  into.set(name, known);
}
