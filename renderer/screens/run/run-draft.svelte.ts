import type { RunDefaults, RunImage, StartedContainer } from '../../../shared/model/moving/run';
import type { BerthClient } from '../../bridge/berth-client';
import { recordOf, rowsProblem, type KeyValue } from '../tags/index-draft.svelte';
import { commandText, commandWords } from './command-words';

type Protocol = RunDefaults['exposed'][number]['protocol'];
export interface PortRow {
  container: string;
  host: string;
  protocol: Protocol;
}

/** A container to be started: what the image says of itself, to be changed. */
export class RunDraft {
  readonly image: string;
  defaults = $state.raw<RunDefaults>();
  started = $state.raw<StartedContainer>();
  name = $state('');
  ports = $state<PortRow[]>([]);
  everywhere = $state(false);
  env = $state<KeyValue[]>([]);
  command = $state('');
  remove = $state(true);
  readonly #client: BerthClient;

  constructor(client: BerthClient, image: string) {
    this.#client = client;
    this.image = image;
  }

  /** Asks what the image says of itself. @throws AppError where Docker does not answer. */
  async load(): Promise<void> {
    const defaults = await this.#client.invoke('run.defaults', { image: this.image });
    this.defaults = defaults;
    this.ports = defaults.exposed.map(({ port, protocol }) => ({
      container: String(port),
      host: String(port),
      protocol,
    }));
    this.env = rowsOf(defaults);
  }

  get problem(): string | undefined {
    if (this.name !== '' && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(this.name))
      return 'A container name begins with a letter or digit; then letters, digits, “_”, “.” and “-”.';
    for (const { container, host } of this.ports) {
      if (!isPort(container, 1))
        return `“${container}” is not a port of the container: it is a number from 1 to 65535.`;
      if (!isPort(host, 0))
        return `“${host}” is not a port: it is a number up to 65535; 0 lets Docker choose.`;
    }
    return rowsProblem(this.env, 'variable');
  }
  get imageCommand(): string {
    return commandText(this.defaults?.command ?? []);
  }
  get input(): RunImage {
    const own = this.defaults === undefined ? {} : recordOf(rowsOf(this.defaults));
    const env = Object.entries(recordOf(this.env)).filter(([key, value]) => own[key] !== value);
    return {
      image: this.image,
      ...(this.name !== '' && { name: this.name }),
      ports: this.ports.map(({ container, host, protocol }) => ({
        container: Number(container),
        host: Number(host),
        protocol,
      })),
      everywhere: this.everywhere,
      env: Object.fromEntries(env),
      command: commandWords(this.command),
      remove: this.remove,
    };
  }
  async start(): Promise<void> {
    this.started = await this.#client.invoke('run.start', this.input);
  }
}

const isPort = (text: string, least: number): boolean =>
  /^\d{1,5}$/.test(text.trim()) && Number(text) >= least && Number(text) <= 65_535;

/** The image's own variables; the search path is nothing one changes here. */
const rowsOf = ({ env }: RunDefaults): KeyValue[] =>
  env.flatMap((line) => {
    const at = line.indexOf('=');
    const key = at < 0 ? line : line.slice(0, at);
    return key === 'PATH' ? [] : [{ key, value: at < 0 ? '' : line.slice(at + 1) }];
  });
