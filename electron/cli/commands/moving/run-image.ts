import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import { PublishedPort, RunImage } from '../../../../shared/model/moving/run';
import type { Action } from '../../command-run';
import { collected, keyAndValue } from '../../arguments/key-and-value';

interface RunFlags {
  name?: string;
  publish?: string[];
  everywhere?: boolean;
  env?: string[];
  rm?: boolean;
}

/** `berth run`: a container of an image that is in the local Docker. */
export function addRun(program: Command, action: Action): void {
  program
    .command('run <image> [command...]')
    .description('start a container of a local image, and leave it running')
    .option('--name <name>', 'name of the container')
    .option('-p, --publish <host:container>', 'publish a port, /udp behind it where it is one; 0 lets Docker choose (repeatable)', collected)
    .option('--everywhere', 'publish ports to the network, not to this computer alone')
    .option('-e, --env <key=value>', 'a variable; KEY alone takes it from the environment (repeatable)', collected)
    .option('--rm', 'remove the container when it ends')
    .action(
      action<[string, string[]], RunFlags>(async (run, image, command) => {
        const { name, publish = [], everywhere, env = [], rm } = run.options;
        const wanted = RunImage.safeParse({
          image,
          ...(name !== undefined && { name }),
          ports: publish.map(portNamed),
          everywhere: everywhere === true,
          env: Object.fromEntries(env.map((text) => variable(text, run.env))),
          command,
          remove: rm === true,
        });
        if (!wanted.success) throw new AppError('invalid-input', wanted.error.issues[0]?.message ?? 'These settings do not fit.', { hint: 'See “berth run --help”.' });
        const started = await run.services.runImages.start(wanted.data);
        run.out.result(started, () => [started.name, ...(started.ports ?? []).map(({ container, host, protocol }) => `${everywhere === true ? '0.0.0.0' : '127.0.0.1'}:${host} → ${container}/${protocol}`), ''].join('\n'));
      }),
    );
}

function portNamed(text: string): PublishedPort {
  const [, host, container, protocol = 'tcp'] = /^(?:(\d{1,5}):)?(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(text) ?? [];
  const port = PublishedPort.safeParse({ host: Number(host ?? 0), container: Number(container), protocol });
  if (port.success) return port.data;
  throw new AppError('invalid-input', `“${text}” is no port to publish.`, { hint: 'Write it as HOST:CONTAINER, like 8080:80 or 5353:53/udp.' });
}

function variable(text: string, env: Readonly<Record<string, string | undefined>>): [string, string] {
  return text.includes('=') ? keyAndValue(text, 'A variable') : [text, env[text] ?? ''];
}
