import { fieldsOf, type Field } from './session/wire';

/** One step of the build as BuildKit knows it; times in seconds. */
export interface Vertex {
  digest: string;
  /** “[base 2/3] RUN npm ci”. */
  name: string;
  cached: boolean;
  started: number | undefined;
  completed: number | undefined;
  error: string;
}

/** One thing within a step that has a size: a layer of a base image that is pulled. */
export interface VertexStatus {
  id: string;
  vertex: string;
  current: number;
  total: number;
  completed: boolean;
}

/** What BuildKit says at one moment. */
export interface BuildkitStatus {
  vertexes: Vertex[];
  statuses: VertexStatus[];
  /** What a step's program printed. */
  logs: { vertex: string; bytes: Buffer }[];
  warnings: string[];
}

/** Reads `moby.buildkit.v1.StatusResponse` (buildkit: api/services/control/control.proto). @throws RangeError for what is none. */
export function parseBuildkitStatus(message: Buffer): BuildkitStatus {
  const status: BuildkitStatus = { vertexes: [], statuses: [], logs: [], warnings: [] };
  for (const { id, bytes } of fieldsOf(message)) {
    const fields = id <= 4 ? [...fieldsOf(bytes)] : [];
    const field = (wanted: number): Field | undefined => fields.find((each) => each.id === wanted);
    const text = (wanted: number): string => field(wanted)?.bytes.toString() ?? '';
    const number = (wanted: number): number => Number(BigInt.asIntN(64, field(wanted)?.number ?? 0n));
    const time = (wanted: number): number | undefined => timeOf(field(wanted));
    if (id === 1) status.vertexes.push({ digest: text(1), name: text(3), cached: number(4) === 1, started: time(5), completed: time(6), error: text(7) });
    else if (id === 2) status.statuses.push({ id: text(1), vertex: text(2), current: number(4), total: number(5), completed: field(8) !== undefined });
    else if (id === 3) status.logs.push({ vertex: text(1), bytes: field(4)?.bytes ?? Buffer.alloc(0) });
    else if (id === 4) status.warnings.push(text(3));
  }
  return status;
}

/** google.protobuf.Timestamp. */
function timeOf(field: Field | undefined): number | undefined {
  if (field === undefined) return undefined;
  const parts = [...fieldsOf(field.bytes)];
  const part = (id: number): number => Number(BigInt.asIntN(64, parts.find((each) => each.id === id)?.number ?? 0n));
  return part(1) + part(2) / 1e9;
}
