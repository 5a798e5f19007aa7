/** What an envelope holds: DSSE, a Sigstore bundle, a JWS of Notation. Signatures are not checked here, and that is said. */
import { listOf, objectOf, parseJson } from '../parse/json';

export interface Unwrapped {
  document: unknown;
  note?: string;
}

/** The document within, or the document itself where it is no envelope. */
export function unwrapped(json: unknown): Unwrapped {
  const envelope = objectOf(json);
  const dsse = objectOf(envelope.dsseEnvelope);
  const inner = typeof dsse.payload === 'string' ? dsse : envelope;
  if (typeof inner.payload !== 'string') return { document: json };
  const isDsse = typeof inner.payloadType === 'string';
  const isJws = typeof inner.protected === 'string' || (typeof inner.signature === 'string' && !isDsse);
  if (!isDsse && !isJws) return { document: json };
  const document = parseJson(Buffer.from(inner.payload, isJws ? 'base64url' : 'base64').toString('utf8'));
  if (document === undefined) return { document: json };
  const signatures = isDsse ? listOf(inner.signatures).length : 1;
  return { document, note: `What was signed is shown, without its envelope (${signatures} ${signatures === 1 ? 'signature' : 'signatures'}, which Berth does not verify).` };
}
