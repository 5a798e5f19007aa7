/** Dockerfile instructions that a commit may add to an image, as rows that a person edits. */
export const INSTRUCTIONS = [
  'CMD',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'USER',
  'VOLUME',
  'WORKDIR',
  'ONBUILD',
] as const;
export type Instruction = (typeof INSTRUCTIONS)[number];
export interface ChangeRow {
  instruction: Instruction;
  value: string;
}

/** What a value of each looks like. */
export const EXAMPLES: Record<Instruction, string> = {
  CMD: '["nginx", "-g", "daemon off;"] or nginx -g …',
  ENTRYPOINT: '["/entrypoint.sh"]',
  ENV: 'LOG_LEVEL=info',
  EXPOSE: '8080/tcp',
  USER: 'app',
  VOLUME: '/data',
  WORKDIR: '/srv',
  ONBUILD: 'RUN make',
};

/** The rows as the command takes them; those without a value are left out. */
export const changesFrom = (rows: readonly ChangeRow[]): string[] =>
  rows
    .filter(({ value }) => value.trim() !== '')
    .map(
      ({ instruction, value }) =>
        `${instruction} ${instruction === 'ENV' ? variable(value.trim()) : value.trim()}`,
    );

/** One variable a row: what has spaces is quoted, because Docker takes the next word for the next variable. */
function variable(text: string): string {
  const [, name, value] = /^([^\s=]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined || !/\s/.test(value) || /^["']/.test(value)) return text;
  return `${name}="${value.replace(/[\\"$]/g, '\\$&')}"`;
}

/** One sentence saying what is wrong with the rows, or nothing. */
export function changesProblem(rows: readonly ChangeRow[]): string | undefined {
  for (const { instruction, value } of rows) {
    const text = value.trim();
    if (text === '') continue;
    if (/[\r\n]/.test(text)) return `${instruction} is one line.`;
    if (instruction === 'ENV' && !/^[^\s=]+=/.test(text)) return 'An ENV is written NAME=value.';
    if (text.startsWith('[') && !isList(text))
      return `${instruction} is not a list: write ["program", "argument"] with double quotes.`;
    if (instruction === 'EXPOSE' && !/^\d{1,5}(\/(tcp|udp|sctp))?( \d{1,5}(\/(tcp|udp|sctp))?)*$/.test(text))
      return 'An EXPOSE is a port, as in 8080/tcp.';
    if (instruction === 'WORKDIR' && !text.startsWith('/')) return 'A WORKDIR begins with “/”.';
  }
  return undefined;
}

function isList(text: string): boolean {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((one) => typeof one === 'string');
  } catch {
    return false;
  }
}
