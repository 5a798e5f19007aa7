/** What main and the thread that moves bytes say to each other: plain data, cloned. */
import type { WireError } from '../../../shared/errors';
import type { JobOutcome, JobProgress } from '../../../shared/model/moving/job';
import type { UploadedBlob } from '../../registry/upload/open-uploads';
import type { BYTE_KINDS } from '../byte-kinds';
import type { Denied, Explanation, LayersWanted } from '../ports';

export type ByteKind = (typeof BYTE_KINDS)[number];

/** What the thread needs of main while it works: the sign-ins stay there. */
export interface Questions {
  /** Base64 of `user:password`, or undefined for an anonymous visit. */
  authorization: { asked: { host: string; profile?: string; refresh: boolean }; answer: string | undefined };
  /** Where an upload of another day goes on. */
  recallUpload: { asked: UploadedBlob; answer: string | undefined };
  rememberUpload: { asked: UploadedBlob & { location: string }; answer: void };
  forgetUpload: { asked: UploadedBlob; answer: void };
  availableLayers: { asked: LayersWanted; answer: string[] | undefined };
  explanation: { asked: Denied; answer: Explanation | undefined };
}
export type QuestionName = keyof Questions;

export type ToThread =
  | { type: 'run'; id: number; kind: ByteKind; input: unknown }
  | { type: 'cancel'; id: number }
  | { type: 'answer'; ask: number; value: unknown }
  | { type: 'refusal'; ask: number; error: WireError };

export type FromThread =
  /** Something for the log: nothing fails by it. */
  | { type: 'complaint'; text: string }
  | { type: 'progress'; id: number; progress: JobProgress }
  | { type: 'done'; id: number; outcome: JobOutcome }
  | { type: 'failed'; id: number; error: WireError }
  | { type: 'ask'; ask: number; name: QuestionName; asked: unknown };
