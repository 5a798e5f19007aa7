/** The worker thread that moves bytes. Knows no Electron: sign-ins and explanations are asked of main. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { AppError, toWireError } from '../../../shared/errors';
import type { JobProgress } from '../../../shared/model/moving/job';
import { DockerEngine } from '../../docker/docker-engine';
import { RegistryClient } from '../../registry/registry-client';
import type { OpenUploads } from '../../registry/upload/open-uploads';
import type { Authorization } from '../../registry/registry-session';
import { WireTransport } from '../../registry/wire/wire-transport';
import { sleep } from '../../timing';
import { byteKinds } from '../byte-kinds';
import { KnownLayers } from '../saved/known-layers';
import type { RegistryAccess } from '../ports';
import { hashingSpeed, SLOW_HASHING } from './hashing-speed';
import type { ByteKind, FromThread, QuestionName, Questions, ToThread } from './thread-messages';

/** Milliseconds between two reports of one transfer; main tells the window no more often. */
const REPORT_EVERY = 200;

const Around = z.object({
  temporaryFolder: z.string(),
  env: z.record(z.string(), z.string().optional()),
  home: z.string(),
  platform: z.custom<NodeJS.Platform>((value) => typeof value === 'string'),
  uid: z.number().optional(),
  knownLayersFile: z.string().optional(),
});
const { temporaryFolder, env, home, platform, uid, knownLayersFile } = Around.parse(workerData);
const transport = new WireTransport({ env });
const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: AppError) => void }>();
const cancels = new Map<number, AbortController>();
let lastAsk = 0;

const send = (message: FromThread): void => parentPort?.postMessage(message);

function ask<N extends QuestionName>(name: N, asked: Questions[N]['asked']): Promise<Questions[N]['answer']> {
  const id = ++lastAsk;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
    send({ type: 'ask', ask: id, name, asked });
  });
}

/** Main keeps the file. */
const openUploads: OpenUploads = {
  recall: (blob) => ask('recallUpload', blob),
  remember: (blob, location) => ask('rememberUpload', { ...blob, location }),
  forget: (blob) => ask('forgetUpload', blob),
};
const access: RegistryAccess = {
  client: async (host, profile) => {
    const about = { host, ...(profile !== undefined && { profile }) };
    // Asked at once, so that a profile that is missing fails before anything begins; the answer serves the first call.
    let first: { answer: string | undefined } | undefined = { answer: await ask('authorization', { ...about, refresh: false }) };
    const authorization: Authorization = async ({ refresh }) => {
      const known = refresh ? undefined : first;
      first = undefined;
      return known === undefined ? ask('authorization', { ...about, refresh }) : known.answer;
    };
    return new RegistryClient({ host, transport, openUploads, sleep, random: Math.random, authorization });
  },
  credentials: () => Promise.reject(new AppError('internal', 'Only Docker needs a password, and it is not used here.')),
  availableLayers: (asked) => ask('availableLayers', asked),
  explainDenied: (denied) => ask('explanation', denied),
};
const docker = new DockerEngine({ env, home, platform, sleep, ...(uid !== undefined && { uid }) });
const kinds = byteKinds({ access, temporaryFolder, docker, known: new KnownLayers(knownLayersFile) });

async function run(id: number, kind: ByteKind, input: unknown): Promise<void> {
  const cancel = new AbortController();
  cancels.set(id, cancel);
  let newest: JobProgress | undefined;
  const tell = (): void => {
    if (newest !== undefined) send({ type: 'progress', id, progress: newest });
    newest = undefined;
  };
  const timer = setInterval(tell, REPORT_EVERY);
  try {
    const outcome = await kinds[kind](input, { signal: cancel.signal, report: (progress) => void (newest = progress) });
    tell();
    send({ type: 'done', id, outcome });
  } catch (thrown) {
    tell();
    send({ type: 'failed', id, error: toWireError(thrown) });
  } finally {
    clearInterval(timer);
    cancels.delete(id);
  }
}

const speed = hashingSpeed(() => performance.now());
if (speed < SLOW_HASHING) send({ type: 'complaint', text: `Hashing is slow in the thread that moves images: ${Math.round(speed)} MB/s.` });

parentPort?.on('message', (message: ToThread) => {
  if (message.type === 'run') return void run(message.id, message.kind, message.input);
  if (message.type === 'cancel') return cancels.get(message.id)?.abort();
  const asked = waiting.get(message.ask);
  waiting.delete(message.ask);
  if (message.type === 'answer') asked?.resolve(message.value);
  else asked?.reject(AppError.fromWire(message.error));
});
