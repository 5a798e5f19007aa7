import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';

/** One line of what the engine answers to a build, of either builder; what Berth does not know is ignored. */
export const BuildLine = z.object({
  /** `moby.buildkit.trace`, `moby.image.id`, or a layer of a base image. */
  id: z.string().optional(),
  /** Classic builder: text as it is printed. */
  stream: z.string().optional(),
  status: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).nullish(),
  /** BuildKit: base64; or the id of the image. */
  aux: z.union([z.string(), z.object({ ID: z.string().optional() })]).nullish(),
  error: z.string().optional(),
  errorDetail: z.object({ message: z.string().optional() }).nullish(),
});
export type BuildLine = z.infer<typeof BuildLine>;

/** A report of BuildKit carries what programs printed meanwhile; a longer line is dropped, so that a mad engine cannot fill the memory. */
const MAX_LINE = 32 * 1024 * 1024;

export async function* buildLines(stream: Readable): AsyncGenerator<BuildLine> {
  const decoder = new StringDecoder('utf8');
  let pieces: string[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const [first = '', ...more] = (typeof chunk === 'string' ? chunk : decoder.write(chunk as Buffer)).split('\n');
    if (length + first.length <= MAX_LINE) pieces.push(first);
    length += first.length;
    for (const next of more) {
      const line = length > MAX_LINE ? undefined : parseLine(pieces.join(''));
      pieces = [next];
      length = next.length;
      if (line !== undefined) yield line;
    }
  }
  const last = parseLine(pieces.join(''));
  if (last !== undefined) yield last;
}

function parseLine(line: string): BuildLine | undefined {
  if (line.trim() === '') return undefined;
  try {
    return BuildLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
