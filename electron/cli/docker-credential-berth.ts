/**
 * Berth's credential helper for Docker without the application: the same answers, from the same files. `get` of a token that
 * is at hand loads nothing of Berth; everything else opens what the command line opens. Says nothing on standard error.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { answerHelper, INPUT_LIMIT, type LoginKeeper } from '../credential-helper/protocol';
import { warmAnswer } from '../credential-helper/warm/warm-answer';
import { SealedReader } from '../credential-helper/warm/sealed-reader';
import { berthFolders } from '../folders';

const { env, platform, argv } = process;
// Set by the launcher where Electron stands in for Node; and what others print of sign-ins when asked to debug.
delete env.ELECTRON_RUN_AS_NODE;
delete env.DEBUG;
process.removeAllListeners('warning');
const home = homedir();
const folder = berthFolders({ env, home, platform }).data;

let opened: Promise<LoginKeeper> | undefined;
/** Loads Berth; once. */
const berth = (): Promise<LoginKeeper> => (opened ??= import('./open-logins').then(({ openLogins }) => openLogins({ env, home, platform, keychainProcess: join(__dirname, '..', 'electron', 'keychain-process.cjs') })));

const keeper: LoginKeeper = {
  get: async (host) => (await warmAnswer({ folder, host, env, now: Date.now(), records: new SealedReader(folder) })) ?? (await berth()).get(host),
  store: async (host, login) => (await berth()).store(host, login),
  erase: async (host) => (await berth()).erase(host),
  list: async () => (await berth()).list(),
};

/** What Docker says, or as much as is enough to refuse it. */
async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > INPUT_LIMIT) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function versionOf(file: string): string {
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}

/** Standard output may be a pipe that is read slowly; a keychain that hangs must not keep the process. */
const leave = ({ code, output }: { code: number; output: string }): void => void process.stdout.write(output, () => process.exit(code));
const failed = (): void => leave({ code: 1, output: 'Something went wrong inside Berth.\n' });
process.on('uncaughtException', failed);
process.on('unhandledRejection', failed);
process.stdout.on('error', () => process.exit(1));

async function main(): Promise<void> {
  const [verb, ...more] = argv.slice(2);
  const asksInput = verb === 'get' || verb === 'store' || verb === 'erase';
  const input = asksInput ? await standardInput() : '';
  if (input.length > INPUT_LIMIT) return leave({ code: 1, output: 'The input is too long for a sign-in.\n' });
  // The version is read for its own verb alone.
  const version = verb === 'version' ? versionOf(join(__dirname, '..', '..', 'package.json')) : '';
  leave(await answerHelper(more.length === 0 ? verb : undefined, input, { ...keeper, version }));
}

main().catch(failed);
