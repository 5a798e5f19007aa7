/** Reading Docker's streams of JSON lines. */
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { DockerProgressLine } from '../../shared/docker/progress';

/** A line longer than this is no progress line; it is dropped so that a mad engine cannot fill the memory. */
const MAX_LINE = 1024 * 1024;

/** The stream's progress, one object a line; what is no JSON or has another shape is left out. */
export async function* progressLines(stream: Readable): AsyncGenerator<DockerProgressLine> {
  for await (const value of jsonLines(stream)) {
    const line = DockerProgressLine.safeParse(value).data;
    if (line !== undefined) yield line;
  }
}

/** The stream's JSON values, one a line; what is no JSON is left out. */
export async function* jsonLines(stream: Readable): AsyncGenerator<unknown> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    rest += typeof chunk === 'string' ? chunk : decoder.write(chunk as Buffer);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) rest = '';
    for (const line of lines) {
      const parsed = parseLine(line);
      if (parsed !== undefined) yield parsed;
    }
  }
  const last = parseLine(rest);
  if (last !== undefined) yield last;
}

function parseLine(line: string): unknown {
  if (line.trim() === '') return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
