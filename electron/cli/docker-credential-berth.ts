/**
 * Berth's credential helper for Docker without the application: the same answers, from the same files. `get` of a token that
 * is at hand loads nothing of Berth; everything else opens what the command line opens. Says nothing on standard error.
 */
import { readFileSync, readSync, writeSync } from 'node:fs';
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

/** What Docker says, or as much as is enough to refuse it. Read without a stream: building one takes longer than the answer. */
async function standardInput(): Promise<string> {
  const bytes = Buffer.alloc(INPUT_LIMIT + 1);
  let length = 0;
  try {
    for (let got = -1; got !== 0 && length < bytes.length; length += got) got = readSync(0, bytes, length, bytes.length - length, null);
  } catch (thrown) {
    if (codeOf(thrown) !== 'EAGAIN') return bytes.toString('utf8', 0, length);
    // A pipe that does not let itself be waited for.
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      length += chunk.copy(bytes, length);
      if (length === bytes.length) break;
    }
  }
  return bytes.toString('utf8', 0, length);
}

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined);

function versionOf(file: string): string {
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}

/** A keychain that hangs must not keep the process. A pipe holds more than an answer; one that is full is waited for. */
function leave({ code, output }: { code: number; output: string }): void {
  const bytes = Buffer.from(output, 'utf8');
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(1, bytes, written);
    process.exit(code);
  } catch (thrown) {
    if (codeOf(thrown) !== 'EAGAIN') process.exit(1);
    process.stdout.on('error', () => process.exit(1));
    process.stdout.write(bytes.subarray(written), () => process.exit(code));
  }
}
const failed = (): void => leave({ code: 1, output: 'Something went wrong inside Berth.\n' });
process.on('uncaughtException', failed);
process.on('unhandledRejection', failed);

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
