/** A text that strangers wrote, in a small part of Markdown: what is shown is always text, never their HTML. */
export type TextBlock =
  | { kind: 'heading' | 'paragraph'; spans: TextSpan[] }
  | { kind: 'list'; items: TextSpan[][] }
  | { kind: 'code'; text: string };
export interface TextSpan {
  text: string;
  code: boolean;
}

/** Reads headings, lists, fenced code, inline code and paragraphs; links become their words, with the address behind them. */
export function textBlocks(markdown: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] as string).trim();
    if (line === '') continue;
    if (line.startsWith('```')) {
      const end = lines.findIndex((other, index) => index > at && other.trim().startsWith('```'));
      const to = end < 0 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, to).join('\n') });
      at = to;
      continue;
    }
    const heading = /^#{1,6}\s+(.*)$/.exec(line);
    const item = /^(?:[-*+]|\d+[.)])\s+(.*)$/.exec(line);
    const last = blocks[blocks.length - 1];
    if (heading !== null) blocks.push({ kind: 'heading', spans: spansOf(heading[1] as string) });
    else if (item !== null && last?.kind === 'list' && lines[at - 1]?.trim() !== '')
      last.items.push(spansOf(item[1] as string));
    else if (item !== null) blocks.push({ kind: 'list', items: [spansOf(item[1] as string)] });
    else if (last?.kind === 'paragraph' && lines[at - 1]?.trim() !== '')
      last.spans.push(...spansOf(` ${line}`));
    else blocks.push({ kind: 'paragraph', spans: spansOf(line) });
  }
  return blocks;
}

function spansOf(text: string): TextSpan[] {
  return text.split(/(`[^`]+`)/).flatMap((piece): TextSpan[] => {
    if (piece === '') return [];
    if (piece.length > 2 && piece.startsWith('`')) return [{ text: piece.slice(1, -1), code: true }];
    const words = piece
      .replaceAll(/!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)/g, '$1 ($2)')
      .replaceAll(/(\*\*|__)(.+?)\1/g, '$2');
    return [{ text: words, code: false }];
  });
}
