/** Reads the AWS files line by line, so that what is wrong can be named with its line. Format: AWS SDKs and tools reference. */

/** `value` or, for an indented block under an empty key, its `nested` keys. Lines count from 1. */
export interface IniEntry {
  value: string;
  line: number;
  nested: Map<string, string>;
}

export interface IniSection {
  /** The words between the brackets: `profile dev`, `default`. */
  title: string;
  line: number;
  entries: Map<string, IniEntry>;
}

export interface IniProblem {
  line: number;
  message: string;
  hint: string;
}

/** Reads the whole text; a line that makes no sense becomes a problem and the rest is still read. */
export function readIni(text: string): { sections: IniSection[]; problems: IniProblem[] } {
  const sections: IniSection[] = [];
  const problems: IniProblem[] = [];
  let section: IniSection | undefined;
  let entry: IniEntry | undefined;
  if (/\0|\uFFFD/.test(text)) {
    const line = text.slice(0, text.search(/\0|\uFFFD/)).split(/\r\n|\n|\r/).length;
    return { sections, problems: [{ line, message: 'the file is not text in UTF-8.', hint: 'Save it as UTF-8; some editors and shells of Windows write UTF-16.' }] };
  }

  text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/).forEach((raw, index) => {
    const line = index + 1;
    const content = withoutComment(raw);
    if (content.trim() === '') return;
    const problem = (message: string, hint: string): void => void problems.push({ line, message, hint });

    if (content.startsWith('[')) {
      entry = undefined;
      section = undefined;
      const title = /^\[([^\]]*)\]\s*$/.exec(content)?.[1]?.trim().replace(/\s+/g, ' ');
      if (title === undefined) return problem('the section header has no closing bracket.', 'Write it as [profile NAME], and nothing behind it.');
      if (title === '') return problem('the section has no name.', 'Write it as [profile NAME].');
      section = { title: title.replace(/^(\S+) (["'])(.*)\2$/, '$1 $3'), line, entries: new Map() };
      if (sections.some(({ title: known }) => known === section?.title))
        problem('the section stands in the file twice; the AWS CLI refuses such a file.', 'Bring the two together.');
      sections.push(section);
      return;
    }
    const at = content.indexOf('=');
    const key = at < 0 ? '' : content.slice(0, at).trim();
    const value = at < 0 ? '' : content.slice(at + 1).trim();
    if (/^\s/.test(content)) {
      if (entry !== undefined && entry.value === '' && key !== '') entry.nested.set(key.toLowerCase(), value);
      else if (entry !== undefined && entry.value === '') problem('the indented line is not KEY = VALUE; the AWS CLI refuses such a file.', 'Correct or remove this line.');
      // Otherwise it continues the value above, or belongs to a section that is already reported.
      else if (entry === undefined && (section !== undefined || sections.length === 0)) problem('an indented line stands under no key.', 'Remove the spaces before it.');
      return;
    }
    if (at <= 0 || key === '') {
      entry = undefined;
      // The line may be a mangled secret, so it is never repeated in the message.
      return problem('the line is neither a section nor KEY = VALUE.', 'Correct or remove this line.');
    }
    entry = { value, line, nested: new Map() };
    if (section?.entries.has(key.toLowerCase()) === true)
      problem('the key stands in its section twice; the AWS CLI refuses such a file.', 'Keep one of the two lines.');
    if (section !== undefined) section.entries.set(key.toLowerCase(), entry);
    else if (problems.length === 0) problem('the key stands before any section.', 'Put a header such as [default] above it.');
  });
  return { sections, problems };
}

/** Cuts a comment: a whole line of one, or what follows ` #` or ` ;`. */
function withoutComment(line: string): string {
  if (/^\s*[#;]/.test(line)) return '';
  return line.replace(/\s[#;].*$/, '').trimEnd();
}
