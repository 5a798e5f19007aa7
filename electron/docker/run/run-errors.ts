/** Why a container could not be started, in sentences. The words are moby's and runc's; no other mark tells these apart. */
import { AppError, describeThrown } from '../../../shared/errors';
import type { RunImage } from '../../../shared/model/moving/run';

/** A failure of the engine to create or start a container, as what the person can change; undefined for any other. */
export function runError(thrown: unknown, { image, name, command }: Pick<RunImage, 'image' | 'name' | 'command'>): AppError | undefined {
  const words = describeThrown(thrown);
  const fail = (message: string, hint: string): AppError => new AppError('invalid-input', message, { hint, detail: words, cause: thrown });
  if (/container name .* is already in use/i.test(words)) return fail(`There is a container named ${name ?? ''} already.`, 'Choose another name, or remove that container.');
  const port = /(?:Bind for |listen (?:tcp|udp)\d? )\S*?:(\d+)(?: failed|: bind)/i.exec(words)?.[1];
  if (port !== undefined && /already allocated|already in use/i.test(words)) return fail(`Port ${port} of this computer is taken.`, 'Choose another port, or 0 to let Docker choose.');
  if (port !== undefined && /permission denied/i.test(words)) return fail(`Docker may not use port ${port} of this computer.`, 'Choose a port from 1024 on.');
  if (/no command specified/i.test(words)) return fail(`${image} does not say which command to run.`, 'Give a command.');
  const program = /exec: "([^"]*)": (?:stat [^:]*: )?(no such file|executable file not found|permission denied|is a directory)/i.exec(words);
  if (program !== null) {
    const [, what = '', why = ''] = program;
    const problem = /^(permission|is a)/i.test(why) ? 'cannot be run as a program' : 'is not there';
    return fail(`In ${image} “${what}” ${problem}.`, command.length > 0 ? 'Check the command: it is looked up inside the image.' : 'The image’s own command is wrong; give another one.');
  }
  return /exec format error/i.test(words) ? wrongPlatform(image, words) : undefined;
}

/** A program for another kind of processor, which this engine cannot run. */
export const wrongPlatform = (image: string, detail: string): AppError =>
  new AppError('unsupported', `${image} is made for another kind of processor than this engine’s.`, { hint: 'Pull it for this platform, for example with --platform linux/amd64.', detail });
