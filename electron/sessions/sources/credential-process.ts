import { z } from 'zod';
import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { AppError } from '../../../shared/errors';
import { incomplete, type Source } from './source';
import { runShell, type ShellEnd } from './run-shell';

/** Version 1 of what such a program answers (SDKs and tools reference, “Process credential provider”). */
const Answer = z.object({
  Version: z.literal(1),
  AccessKeyId: z.string().min(1),
  SecretAccessKey: z.string().min(1),
  SessionToken: z.string().nullish(),
  Expiration: z.iso.datetime({ offset: true }).nullish(),
});

const MOST_BYTES = 64 * 1024;
/** Names the profiles whose programs are being run, so that Berth does not ask itself for ever. */
const RUNNING = 'BERTH_CREDENTIAL_PROCESS_OF';

/** The program that a profile names. Neither its command line nor what it says is ever repeated: both may hold secrets. */
export const credentialProcess: Source = async ({ definition, ports: { env, processMs, stop }, person }) => {
  const { name, command } = definition;
  if (command === undefined) throw incomplete(definition);
  const running = (env[RUNNING] ?? '').split(',').filter((one) => one !== '');
  if (running.includes(name))
    throw failed(name, 'asks Berth for the same profile again', 'Let its credential_process name another profile, or another program.');
  const end = await runShell(command, {
    env: { ...withoutOurs(env), [RUNNING]: [...running, name].join(',') },
    milliseconds: processMs,
    mostBytes: MOST_BYTES,
    signals: [person?.signal, stop].filter((signal) => signal !== undefined),
  });
  return identityOf(name, outputOf(name, end, processMs));
};

/** The environment of a child: what is Berth's own stays here. Where Berth keeps its files is the person's to say. */
function withoutOurs(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name]) => name === 'BERTH_HOME' || !/^(BERTH_|ELECTRON_|AWS_SDK_JS_NODE_VERSION_SUPPORT)/.test(name));
  return Object.fromEntries(kept);
}

function outputOf(name: string, end: ShellEnd, milliseconds: number): string {
  switch (end.kind) {
    case 'answered':
      return end.output;
    case 'too-slow':
      throw failed(name, `did not answer within ${secondsWords(milliseconds)} and was ended`, 'Run the command in a terminal to see what it waits for.');
    case 'too-long':
      throw failed(name, 'printed far more than credentials', 'Run the command in a terminal; it must print one JSON value alone.');
    case 'cancelled':
      throw new AppError('cancelled', `Getting credentials for profile ${name} was cancelled.`, { hint: 'Start it again when you like.' });
    case 'failed':
      if (end.status === 127) throw failed(name, 'was not found', 'Check the path in credential_process; AWS tools look for it in PATH.');
      if (end.status === 126) throw failed(name, 'may not be run', 'Make the file executable.');
      throw failed(name, end.status === undefined ? 'could not be run' : `ended with status ${end.status}`, 'Run the command in a terminal to see what it says.');
  }
}

const secondsWords = (milliseconds: number): string => {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return `${seconds} second${seconds === 1 ? '' : 's'}`;
};

function identityOf(name: string, output: string): AwsCredentialIdentity {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch {
    // The parser's own words would repeat what was printed.
    throw failed(name, 'did not print JSON', 'It must print one JSON value with Version, AccessKeyId and SecretAccessKey.');
  }
  const answer = Answer.safeParse(json);
  if (!answer.success) {
    const fields = [...new Set(answer.error.issues.map(({ path }) => String(path[0] ?? 'the whole')))].join(', ');
    throw failed(name, `answered without what AWS tools need (${fields})`, 'It must print Version 1, AccessKeyId, SecretAccessKey, and SessionToken and Expiration for credentials that end.');
  }
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.data;
  const expiration = typeof Expiration === 'string' ? new Date(Expiration) : undefined;
  if (expiration !== undefined && expiration.getTime() <= Date.now())
    throw failed(name, 'answered with credentials that have ended already', 'Sign in again with the program that it calls, and check the clock.');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof SessionToken === 'string' && SessionToken !== '' && { sessionToken: SessionToken }),
    ...(expiration !== undefined && { expiration }),
  };
}

const failed = (name: string, what: string, hint: string): AppError =>
  new AppError('credential-process-failed', `The credential_process of profile ${name} ${what}.`, { hint });
