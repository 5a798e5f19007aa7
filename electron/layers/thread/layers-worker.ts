/** The worker thread that looks into layers. Knows no Electron: sign-ins and explanations are asked of main. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { AppError, toWireError } from '../../../shared/errors';
import { RegistryClient } from '../../registry/registry-client';
import type { Authorization } from '../../registry/registry-session';
import { WireTransport } from '../../registry/wire/wire-transport';
import { after, sleep } from '../../timing';
import type { Explanation, RegistryAccess } from '../../transfer/ports';
import { Layers } from '../layers';
import type { FromLayers, ToLayers } from './layer-messages';

const Around = z.object({ env: z.record(z.string(), z.string().optional()), ownPlatform: z.string(), capacity: z.number() });
const { env, ownPlatform, capacity } = Around.parse(workerData);
const transport = new WireTransport({ env });
const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: AppError) => void }>();
let lastAsk = 0;

const send = (message: FromLayers): void => parentPort?.postMessage(message);
const ask = (name: 'authorization' | 'explanation', asked: unknown): Promise<unknown> => {
  const id = ++lastAsk;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    send({ type: 'ask', ask: id, name, asked });
  });
};

const access: RegistryAccess = {
  client: async (host, profile) => {
    const about = { host, ...(profile !== undefined && { profile }) };
    const authorizationFor = (refresh: boolean): Promise<string | undefined> => ask('authorization', { ...about, refresh }) as Promise<string | undefined>;
    // Asked at once, so that a profile that is missing fails before anything begins; the answer serves the first call.
    let first: { answer: string | undefined } | undefined = { answer: await authorizationFor(false) };
    const authorization: Authorization = async ({ refresh }) => {
      const known = refresh ? undefined : first;
      first = undefined;
      return known === undefined ? authorizationFor(refresh) : known.answer;
    };
    return new RegistryClient({ host, transport, sleep, random: Math.random, authorization });
  },
  credentials: () => Promise.reject(new AppError('internal', 'Only Docker needs a password, and it is not used here.')),
  explainDenied: (denied) => ask('explanation', denied) as Promise<Explanation | undefined>,
};
const layers = new Layers({ access, ownPlatform, capacity, after });

async function answer({ id, name, input }: Extract<ToLayers, { type: 'query' }>): Promise<void> {
  try {
    // The names are a closed list, and each input was parsed by main for that very query.
    const query = layers[name].bind(layers) as (input: unknown) => Promise<unknown>;
    send({ type: 'done', id, value: await query(input) });
  } catch (thrown) {
    send({ type: 'failed', id, error: toWireError(thrown) });
  }
}

parentPort?.on('message', (message: ToLayers) => {
  if (message.type === 'query') return void answer(message);
  const asked = waiting.get(message.ask);
  waiting.delete(message.ask);
  if (message.type === 'answer') asked?.resolve(message.value);
  else asked?.reject(AppError.fromWire(message.error));
});
