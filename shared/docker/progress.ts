/**
 * Docker's progress stream (`push`, `pull`, `load`) as parts of a job. The stream is one JSON object a line:
 * `{status, id, progressDetail: {current, total}, errorDetail, aux}`; one `id` is one layer.
 */
import { z } from 'zod';
import type { JobPart } from '../model/moving/job';

/** One line of the stream; what Berth does not know is ignored. */
export const DockerProgressLine = z.object({
  status: z.string().optional(),
  stream: z.string().optional(),
  id: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).nullish(),
  error: z.string().optional(),
  errorDetail: z.object({ message: z.string().optional() }).nullish(),
  aux: z.object({ Tag: z.string().optional(), Digest: z.string().optional(), Size: z.number().optional() }).nullish(),
});
export type DockerProgressLine = z.infer<typeof DockerProgressLine>;

/** Everything the stream has said so far. */
export interface DockerProgress {
  parts: readonly JobPart[];
  /** Digest of the manifest that was pushed or pulled, once Docker says it. */
  digest?: string;
  /** The last line about the whole, not about one layer. */
  lastStatus?: string;
  /** Docker's error, which arrives after HTTP 200. */
  error?: string;
}

export const noDockerProgress: DockerProgress = { parts: [] };

const WAITING: readonly string[] = ['Preparing', 'Waiting', 'Pulling fs layer'];
const SKIPPED = /^(Layer already exists|Already exists|Mounted from .*)$/;
const DONE: readonly string[] = ['Pushed', 'Pull complete'];
/** `Pulling from team/app` carries the tag as its id: it is no layer. */
const NOT_A_LAYER = /^(Pulling from |Digest: |Status: )/;
const DIGEST = /sha256:[0-9a-f]{64}/;

/** The state after one more line. Pure. */
export function afterDockerLine(before: DockerProgress, line: DockerProgressLine): DockerProgress {
  const error = line.errorDetail?.message ?? line.error;
  if (error !== undefined) return { ...before, error };
  if (line.aux?.Digest !== undefined) return { ...before, digest: line.aux.Digest };
  const status = line.status ?? line.stream?.trim();
  if (status === undefined || status === '') return before;
  if (line.id === undefined || NOT_A_LAYER.test(status)) {
    const said = /^Digest: |: digest: /.test(status) ? DIGEST.exec(status)?.[0] : undefined;
    return { ...before, lastStatus: status, ...(said !== undefined && { digest: said }) };
  }
  const at = before.parts.findIndex((part) => part.id === line.id);
  const part = layerAfter(before.parts[at], { id: line.id, status, current: line.progressDetail?.current, total: line.progressDetail?.total });
  return { ...before, parts: at < 0 ? [...before.parts, part] : before.parts.map((old, index) => (index === at ? part : old)) };
}

interface LayerLine {
  id: string;
  status: string;
  current: number | undefined;
  total: number | undefined;
}

function layerAfter(old: JobPart | undefined, line: LayerLine): JobPart {
  const state = stateOf(line.status);
  const extracting = line.status === 'Extracting';
  // Docker's totals are estimates while a layer is being compressed: done may pass total, so total follows.
  const doneBytes = extracting ? (old?.doneBytes ?? 0) : Math.max(0, line.current ?? old?.doneBytes ?? 0);
  const total = Math.max(extracting ? 0 : (line.total ?? 0), old?.totalBytes ?? 0, doneBytes);
  return {
    id: line.id,
    label: line.id.slice(0, 12),
    state,
    note: state === 'skipped' && !line.status.startsWith('Mounted') ? 'Already there' : line.status,
    doneBytes: state === 'done' || state === 'skipped' || line.status === 'Download complete' ? total : doneBytes,
    totalBytes: total,
  };
}

function stateOf(status: string): JobPart['state'] {
  if (WAITING.includes(status)) return 'waiting';
  if (SKIPPED.test(status)) return 'skipped';
  return DONE.includes(status) ? 'done' : 'running';
}
