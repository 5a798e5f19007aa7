/** Who copies, each measured in the same way: Berth in its running application, Berth in Node, skopeo. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchTransferWorker } from '../../electron/transfer/thread/launch-transfer-worker';
import { TransferThread } from '../../electron/transfer/thread/transfer-thread';
import type { Result } from '../../shared/errors';
import type { Bridge } from '../support/bridge';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { NO_DOCKER } from '../support/with-berth';
import type { Measured } from './measured';
import { measureInside, measureProgram } from './program';

export type Copy = (from: string, to: string) => Promise<Measured>;

export const PEER = 'skopeo copy --all';
export const APPLICATION = 'Berth, in the application';
export const NODE = 'Berth, in Node';

const never = new AbortController().signal;
const nothing = (): Promise<undefined> => Promise.resolve(undefined);

export interface Contenders {
  berth: RunningBerth;
  copies: ReadonlyMap<string, Copy>;
  close(): Promise<void>;
}

/** Starts them. `ca` is the file of a certificate that all of them shall trust. */
export async function startContenders({ ca }: { ca?: string } = {}): Promise<Contenders> {
  const env: Record<string, string> = ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: ca };
  const berth = await launchBerth({ env: { ...NO_DOCKER, ...env } });
  const thread = new TransferThread({
    launch: () => launchTransferWorker(join(process.cwd(), 'dist/electron/transfer-worker.cjs'), { env, home: tmpdir(), temporaryFolder: tmpdir() }),
    answers: { authorization: nothing, explanation: nothing, recallUpload: nothing, rememberUpload: nothing, forgetUpload: nothing, availableLayers: nothing },
  });
  const skopeo = (from: string): string[] => ['skopeo', 'copy', '-q', '--all', ...(from.startsWith('127.') ? ['--src-tls-verify=false', '--dest-tls-verify=false'] : [])];
  const trusting = ca === undefined ? process.env : { ...process.env, SSL_CERT_FILE: ca };
  const copies = new Map<string, Copy>([
    [PEER, (from, to) => measureProgram([...skopeo(from), `docker://${from}`, `docker://${to}`], trusting)],
    [APPLICATION, (from, to) => measureInside(berth.pid, () => copyInWindow(berth, { from, to }))],
    [NODE, (from, to) => measureInside(process.pid, async () => void (await thread.kinds.copy({ from, to }, { signal: never, report: () => undefined })))],
  ]);
  return {
    berth,
    copies,
    close: async () => {
      await thread.close();
      await berth.close();
    },
  };
}

/** One copy as the person starts it, until the window is told of its end; nothing is asked meanwhile, for that would be measured too. */
export const copyInWindow = ({ page }: RunningBerth, input: { from: string; to: string }): Promise<void> =>
  page.evaluate(async (input) => {
    const { berth } = globalThis as unknown as { berth: Bridge };
    const begun = JSON.parse(await berth.invoke('image.copy', input)) as Result<unknown>;
    if (!begun.ok) throw new Error(begun.error.message);
    const { jobId } = begun.value as { jobId: string };
    await new Promise<void>((resolve, reject) => {
      const stop = berth.subscribe('jobs', (payload) => {
        const job = (JSON.parse(payload) as { jobs: { id: string; status: string; error?: { message: string } }[] }).jobs.find(({ id }) => id === jobId);
        if (job === undefined || job.status === 'queued' || job.status === 'running') return;
        setTimeout(() => stop());
        if (job.status === 'succeeded') resolve();
        else reject(new Error(job.error?.message ?? job.status));
      });
    });
  }, input);
