import { z } from 'zod';

/** What main asks the keychain process; secrets travel here and never in argv or environment. */
export const KeychainRequest = z.discriminatedUnion('op', [
  z.object({ id: z.number(), op: z.literal('get'), account: z.string() }),
  z.object({ id: z.number(), op: z.literal('set'), account: z.string(), value: z.string() }),
  z.object({ id: z.number(), op: z.literal('delete'), account: z.string() }),
]);
export type KeychainRequest = z.infer<typeof KeychainRequest>;

export const KeychainAnswer = z.discriminatedUnion('ok', [
  z.object({ id: z.number(), ok: z.literal(true), value: z.string().optional() }),
  /** `reason` is the library's own words; it knows no secret. */
  z.object({ id: z.number(), ok: z.literal(false), reason: z.string() }),
]);
export type KeychainAnswer = z.infer<typeof KeychainAnswer>;

/** The process that talks to the keychain, as main sees it; Electron and Node each have an adapter. */
export interface KeychainChild {
  post(message: KeychainRequest): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}
