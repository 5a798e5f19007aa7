import { StringDecoder } from 'node:string_decoder';
import type { JobPart } from '../../../shared/model/moving/job';
import type { BuildkitStatus, Vertex, VertexStatus } from './buildkit-status';

/** What the rest of Berth sees of a build that runs. */
export interface BuildEvents {
  /** Text as `docker build --progress=plain` would print it, whole lines. */
  output: (text: string) => void;
  /** The step at work now: “[3/7] RUN npm ci”. */
  step: (name: string) => void;
  /** Layers of base images on their way. */
  parts: (parts: readonly JobPart[]) => void;
}

interface Step {
  number: number;
  vertex: Vertex;
  decoder: StringDecoder;
  /** The beginning of a line whose end has not come. */
  rest: string;
  announced: boolean;
  ended: boolean;
}

/** A program may print without ever ending a line. */
const LONGEST_LINE = 64 * 1024;

/** Turns BuildKit's reports into lines and steps; keeps what failed, for the error. */
export class BuildkitOutput {
  readonly #events: BuildEvents;
  readonly #steps = new Map<string, Step>();
  readonly #parts = new Map<string, JobPart>();
  #failed: string | undefined;

  constructor(events: BuildEvents) {
    this.#events = events;
  }

  /** Name of the step that failed, once one has. */
  failedStep(): string | undefined {
    return this.#failed;
  }

  add({ vertexes, statuses, logs, warnings }: BuildkitStatus): void {
    for (const vertex of vertexes) this.#vertex(vertex);
    for (const { vertex, bytes } of logs) this.#log(vertex, bytes);
    for (const vertex of vertexes) this.#endOf(vertex);
    for (const warning of warnings) this.#events.output(`WARNING: ${warning}\n`);
    if (statuses.some((status) => this.#status(status))) this.#events.parts([...this.#parts.values()]);
  }

  #vertex(vertex: Vertex): void {
    const step = this.#steps.get(vertex.digest) ?? { number: this.#steps.size + 1, vertex, decoder: new StringDecoder('utf8'), rest: '', announced: false, ended: false };
    step.vertex = vertex;
    this.#steps.set(vertex.digest, step);
    if (step.announced || (vertex.started === undefined && !vertex.cached)) return;
    step.announced = true;
    this.#events.output(`#${step.number} ${vertex.name}\n`);
    if (!vertex.name.startsWith('[internal]') && vertex.completed === undefined) this.#events.step(vertex.name);
  }

  #endOf({ digest, started, completed, cached, error, name }: Vertex): void {
    const step = this.#steps.get(digest);
    if (step === undefined || step.ended || completed === undefined) return;
    step.ended = true;
    this.#line(step, `${step.rest}${step.decoder.end()}`);
    step.rest = '';
    if (error !== '') this.#failed ??= name;
    const how = error !== '' ? `ERROR: ${error}` : cached ? 'CACHED' : `DONE ${(completed - (started ?? completed)).toFixed(1)}s`;
    this.#events.output(`#${step.number} ${how}\n`);
    const running = [...this.#steps.values()].reverse().find(({ vertex, announced, ended }) => announced && !ended && !vertex.name.startsWith('[internal]'));
    if (running !== undefined) this.#events.step(running.vertex.name);
  }

  #log(digest: string, bytes: Buffer): void {
    const step = this.#steps.get(digest);
    if (step === undefined) return;
    const lines = `${step.rest}${step.decoder.write(bytes)}`.split('\n');
    step.rest = lines.pop() ?? '';
    if (step.rest.length > LONGEST_LINE) {
      lines.push(step.rest);
      step.rest = '';
    }
    for (const line of lines) this.#line(step, line);
  }

  #line(step: Step, line: string): void {
    if (line !== '') this.#events.output(`#${step.number} ${line.replace(/\r$/, '')}\n`);
  }

  /** Whether it changed anything that is shown. */
  #status({ id, vertex, current, total, completed }: VertexStatus): boolean {
    if (total <= 0) return false;
    const state = completed ? 'done' : 'running';
    const label = /sha256:([0-9a-f]{12})/.exec(id)?.[1] ?? id.slice(0, 40);
    this.#parts.set(`${vertex} ${id}`, { id: `${vertex} ${id}`, label, state, note: completed ? 'Pulled' : 'Pulling', doneBytes: Math.min(current, total), totalBytes: total });
    return true;
  }
}
