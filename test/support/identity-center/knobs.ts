/** How the people and the service behave; may be changed while it runs. */
export interface Knobs {
  /** What the person does on the page: at once, or after so many milliseconds. */
  person: 'approves' | 'denies' | 'is away';
  afterMs: number;
  /** Seconds that things live. */
  accessTokenSeconds: number;
  deviceCodeSeconds: number;
  clientSeconds: number;
  /** Seconds between two questions for a device code. */
  intervalSeconds: number;
  /** Whoever asks sooner is told to slow down. */
  strictInterval: boolean;
  /** Whether tokens come with a refresh token (they need the scope, too). */
  refreshTokens: boolean;
  /** Milliseconds that CreateToken takes. */
  createTokenMs: number;
  /** Entries on a page of the portal. */
  pageSize: number;
  /** So many calls of the portal are refused as too many. */
  throttleNext: number;
  /** State that the page of the sign-in sends back in place of the right one. */
  wrongState: string | undefined;
  /** Puts what was sent into the text of every error, as a careless service would. */
  echoes: boolean;
}

export const usualKnobs = (): Knobs => ({
  person: 'approves',
  afterMs: 0,
  accessTokenSeconds: 3600,
  deviceCodeSeconds: 600,
  clientSeconds: 90 * 86_400,
  intervalSeconds: 1,
  strictInterval: true,
  refreshTokens: true,
  createTokenMs: 0,
  pageSize: 2,
  throttleNext: 0,
  wrongState: undefined,
  echoes: false,
});
