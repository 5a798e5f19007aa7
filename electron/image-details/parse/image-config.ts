/** An image's config, as it is run: OCI image spec, “Image Configuration”, with what Docker adds. */
import { commandLooksSecret, looksSecret } from '../../../shared/image/looks-secret';
import type { HistoryEntry, ImageConfig } from '../../../shared/model/image-detail';
import { listOf, numberOf, objectOf, parseObject, tableOf, textOf, textsOf } from './json';
import { platformText } from './manifest-view';

/** Never fails: what has another shape than it should counts as absent. */
export function readImageConfig(text: string): ImageConfig {
  const json = parseObject(text);
  const run = objectOf(json.config);
  const env = textsOf(run.Env).map(variable);
  const labels = tableOf(run.Labels);
  const history = listOf(json.history).map(step);
  const platform = platformText(json);
  const told = {
    platform,
    osVersion: textOf(json['os.version']),
    created: instant(json.created),
    author: textOf(json.author),
    user: textOf(run.User),
    workingDir: textOf(run.WorkingDir),
    stopSignal: textOf(run.StopSignal),
    healthcheck: healthcheck(run.Healthcheck),
  };
  return {
    ...(Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Partial<ImageConfig>),
    entrypoint: words(run.Entrypoint),
    cmd: words(run.Cmd),
    shell: words(run.Shell),
    env,
    ports: Object.keys(objectOf(run.ExposedPorts)).slice(0, 1000).map((port) => port.slice(0, 100)),
    volumes: Object.keys(objectOf(run.Volumes)).slice(0, 1000).map((volume) => volume.slice(0, 4096)),
    onBuild: textsOf(run.OnBuild),
    labels,
    history,
    diffIds: textsOf(objectOf(json.rootfs).diff_ids),
    secretHints: [
      ...env.filter(({ secret }) => secret).map(({ name }) => `the variable ${name.slice(0, 100)}`),
      ...Object.entries(labels).flatMap(([name, value]) => (looksSecret(name, value) ? [`the label ${name.slice(0, 100)}`] : [])),
      ...history.flatMap(({ secret }, index) => (secret ? [`step ${index + 1} of the history`] : [])),
    ].slice(0, 50),
  };
}

function variable(text: string): ImageConfig['env'][number] {
  const at = text.indexOf('=');
  const [name, value] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  return { name, value, secret: looksSecret(name, value) };
}

function step(value: unknown): HistoryEntry {
  const json = objectOf(value);
  const createdBy = textOf(json.created_by) ?? '';
  const [created, comment, author] = [instant(json.created), textOf(json.comment), textOf(json.author)];
  return {
    createdBy,
    emptyLayer: json.empty_layer === true,
    secret: commandLooksSecret(createdBy),
    ...(created !== undefined && { created }),
    ...(comment !== undefined && { comment }),
    ...(author !== undefined && { author }),
  };
}

/** Old builders wrote one line where there is a list now. */
const words = (value: unknown): string[] => (typeof value === 'string' ? textsOf([value]) : textsOf(value));

/** An instant as it is, when it is one: reproducible builds write 1970, hostile ones anything. */
function instant(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined || text.length > 50 || Number.isNaN(Date.parse(text)) ? undefined : text;
}

function healthcheck(value: unknown): ImageConfig['healthcheck'] {
  const json = objectOf(value);
  const test = words(json.Test);
  if (test.length === 0) return undefined;
  // Docker writes nanoseconds.
  const seconds = (name: string): number | undefined => {
    const nanoseconds = numberOf(json[name]);
    return nanoseconds === undefined || nanoseconds <= 0 ? undefined : nanoseconds / 1e9;
  };
  const [interval, timeout, startPeriod, retries] = [seconds('Interval'), seconds('Timeout'), seconds('StartPeriod'), numberOf(json.Retries)];
  return {
    test,
    ...(interval !== undefined && { interval }),
    ...(timeout !== undefined && { timeout }),
    ...(startPeriod !== undefined && { startPeriod }),
    ...(retries !== undefined && retries > 0 && { retries }),
  };
}
