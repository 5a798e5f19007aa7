/**
 * The one error type of Berth. Codes are closed: the window and scripts branch on `code`, people read
 * `message` (one sentence) and `hint` (the next step). No secret may ever be put into any of the three.
 */
import { z } from 'zod';
import { Remedy } from './model/remedy';

export const ERROR_CODES = [
  'invalid-input',
  'invalid-reference',
  'unsupported',
  'cancelled',
  'timeout',
  'network',
  'throttled',
  'clock-skew',
  'aws-config-malformed',
  'profile-not-found',
  'profile-exists',
  'profile-incomplete',
  'credentials-missing',
  'credentials-invalid',
  'session-expired',
  'mfa-required',
  'mfa-rejected',
  'credential-process-failed',
  'passphrase-wrong',
  'access-denied',
  'keychain-locked',
  'keychain-unavailable',
  'repository-not-found',
  'repository-exists',
  'repository-not-empty',
  'image-not-found',
  'tag-immutable',
  /** Another image has the tag, and taking it away was not agreed to. */
  'tag-taken',
  /** It is the image's only tag, and deleting the image with it was not agreed to. */
  'last-tag',
  /** Marked as protected in Berth, and what must be typed was not. */
  'protected',
  'digest-mismatch',
  'layer-missing',
  'policy-invalid',
  'quota-exceeded',
  'registry-unauthorized',
  'registry-failed',
  'docker-unavailable',
  'docker-failed',
  'docker-config-malformed',
  'docker-config-unwritable',
  'docker-helper-failed',
  'kubectl-failed',
  'container-not-found',
  'local-image-not-found',
  'file-not-found',
  'file-malformed',
  'disk-full',
  'job-not-found',
  'sandbox-failed',
  'internal',
] as const;

export const ErrorCode = z.enum(ERROR_CODES);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** An error as it crosses a process border: to a window, to a script (`--json`), into a job's record. */
export const WireError = z.object({
  code: ErrorCode,
  message: z.string(),
  hint: z.string().optional(),
  /** Technical detail for an unclassified failure; already free of secrets. */
  detail: z.string().optional(),
  /** Something Berth can do about it when the person agrees. */
  remedy: Remedy.optional(),
});
export type WireError = z.infer<typeof WireError>;

export interface AppErrorOptions {
  hint?: string;
  cause?: unknown;
  detail?: string;
  remedy?: Remedy;
}

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly detail: string | undefined;
  readonly remedy: Remedy | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.detail = options.detail;
    this.remedy = options.remedy;
  }

  /** Restores an error that crossed a process border. */
  static fromWire(wire: WireError): AppError {
    return new AppError(wire.code, wire.message, wire);
  }
}

/** Something thrown, as one sentence of plain text; for details and logs, never for branching. */
export function describeThrown(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}

/** Any thrown value as an AppError. What nobody classified is a bug, and says so. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('internal', 'Something went wrong inside Berth.', {
    hint: 'Please report it, with the detail below.',
    detail: describeThrown(thrown),
    cause: thrown,
  });
}

export function toWireError(thrown: unknown): WireError {
  const { code, message, hint, detail, remedy } = toAppError(thrown);
  return {
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...(detail !== undefined && { detail }),
    ...(remedy !== undefined && { remedy }),
  };
}

/** What every command answers: nothing is ever thrown across a process border. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: WireError };
