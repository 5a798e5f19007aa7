/**
 * As much of a Dockerfile as a person is asked about before it is built: base images, named stages, arguments. Pure, and forgiving:
 * the engine alone decides what is right. Grammar: docs.docker.com, “Dockerfile reference”.
 */

/** One instruction, its lines joined. */
export interface Instruction {
  /** In capitals: `FROM`. */
  name: string;
  rest: string;
  /** Where it begins, from 1. */
  line: number;
}

export interface DockerfileFacts {
  stages: { image: string; name: string | undefined }[];
  /** Every `ARG` but those that the builder fills itself, each once, in order. */
  args: { name: string; default?: string }[];
}

/** Filled by BuildKit for each platform. */
const AUTOMATIC = /^(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)$/;
const HEREDOC = /<<-?\s*(["']?)([A-Za-z_][A-Za-z0-9_]*)\1/g;
const WITH_HEREDOCS: readonly string[] = ['RUN', 'COPY', 'ADD'];

/** Instructions in their order; comments, continued lines and heredocs are taken care of. */
export function parseDockerfile(text: string): Instruction[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const continued = escapeOf(lines) === '`' ? /`[ \t]*$/ : /\\[ \t]*$/;
  const found: Instruction[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = at + 1;
    const joined: string[] = [];
    let goesOn = true;
    while (goesOn && at < lines.length) {
      const current = lines[at++] as string;
      // Comments and empty lines within an instruction do not end it.
      if (/^\s*(#|$)/.test(current)) {
        goesOn = joined.length > 0;
        continue;
      }
      goesOn = continued.test(current);
      joined.push(goesOn ? current.replace(continued, '') : current);
    }
    const match = /^\s*([A-Za-z]+)(?:\s+([\s\S]*))?$/.exec(joined.join(''));
    if (match === null) continue;
    const [, name = '', rest = ''] = match;
    const instruction = { name: name.toUpperCase(), rest: rest.trim(), line };
    found.push(instruction);
    if (WITH_HEREDOCS.includes(instruction.name)) at = afterHeredocs(instruction.rest, lines, at);
  }
  return found;
}

/** `# escape=` counts among the directives at the very top only. */
function escapeOf(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const directive = /^\s*#\s*([a-zA-Z]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (directive === null) return undefined;
    if (directive[1]?.toLowerCase() === 'escape') return directive[2];
  }
  return undefined;
}

/** The first line after the heredocs that an instruction opens; one that is never closed is none. */
function afterHeredocs(rest: string, lines: readonly string[], from: number): number {
  let at = from;
  for (const [opening, , word] of rest.matchAll(HEREDOC)) {
    const isEnd = (line: string): boolean => (opening.startsWith('<<-') ? line.replace(/^\t+/, '') : line) === word;
    const end = lines.findIndex((line, index) => index >= at && isEnd(line));
    if (end < 0) return at;
    at = end + 1;
  }
  return at;
}

/** Stages and arguments, in their order. */
export function dockerfileFacts(text: string): DockerfileFacts {
  const facts: DockerfileFacts = { stages: [], args: [] };
  for (const { name, rest } of parseDockerfile(text)) {
    if (name === 'FROM') {
      const match = /^(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?/i.exec(rest);
      if (match !== null) facts.stages.push({ image: match[1] as string, name: match[2] });
    } else if (name === 'ARG') {
      for (const arg of argsOf(rest)) if (!AUTOMATIC.test(arg.name) && !facts.args.some((known) => known.name === arg.name)) facts.args.push(arg);
    }
  }
  return facts;
}

/** `A B=1 C="two words"`. */
function argsOf(rest: string): { name: string; default?: string }[] {
  return [...rest.matchAll(/([A-Za-z_]\w*)(?:=((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'\\]|\\.)*))?(?=\s|$)/g)].map(([, name = '', value]) => ({
    name,
    ...(value !== undefined && { default: unquoted(value) }),
  }));
}

const unquoted = (value: string): string => value.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double: string | undefined, single: string | undefined) => double ?? single ?? '').replace(/\\(.)/g, '$1');

/** Base images with what arguments say put in; other stages and `scratch` are none, nor is a name that stays unknown. */
export function baseImages(text: string, buildArgs: Readonly<Record<string, string>>): string[] {
  const { stages, args } = dockerfileFacts(text);
  const valueOf = (name: string): string | undefined => buildArgs[name] ?? args.find((arg) => arg.name === name)?.default;
  const named = new Set<string>();
  const found = new Set<string>();
  for (const { image, name } of stages) {
    const filled = image.replace(/\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\$([A-Za-z_]\w*)/g, (whole, braced: string | undefined, otherwise: string | undefined, plain: string | undefined) => valueOf(braced ?? plain ?? '') ?? otherwise ?? whole);
    if (!named.has(filled.toLowerCase()) && filled !== 'scratch' && !filled.includes('$')) found.add(filled);
    if (name !== undefined) named.add(name.toLowerCase());
  }
  return [...found];
}
