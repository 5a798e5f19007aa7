/** The AWS JSON 1.1 protocol: `X-Amz-Target: SERVICE.Operation`, JSON both ways, errors with `__type`. */
import { ApiError } from './api-error';
import { Refusal, type RefusalKind } from './authenticate';

export interface HttpAnswer {
  status: number;
  contentType: string;
  body: string;
}

export const JSON_CONTENT_TYPE = 'application/x-amz-json-1.1';

const REFUSAL_NAMES: Record<RefusalKind, string> = {
  'no-authentication': 'MissingAuthenticationTokenException',
  incomplete: 'IncompleteSignatureException',
  'unknown-key': 'UnrecognizedClientException',
  mismatch: 'InvalidSignatureException',
  clock: 'InvalidSignatureException',
  'expired-token': 'ExpiredTokenException',
  scope: 'InvalidSignatureException',
};

/** The operation's name in `X-Amz-Target`, when it is one of `service`. */
export function targetOperation(target: string, service: string): string | undefined {
  return target.startsWith(`${service}.`) ? target.slice(service.length + 1) : undefined;
}

/** Reads a request body. @throws ApiError SerializationException when it is not a JSON object. */
export function readJsonBody(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Answered below.
  }
  throw new ApiError('SerializationException', 'The request body is not a JSON object.');
}

export function jsonAnswer(value: object): HttpAnswer {
  return { status: 200, contentType: JSON_CONTENT_TYPE, body: JSON.stringify(value) };
}

/** An error as the protocol writes it; what nobody expected is a ServerException without detail. */
export function jsonError(thrown: unknown): HttpAnswer {
  const error =
    thrown instanceof Refusal
      ? new ApiError(REFUSAL_NAMES[thrown.kind], thrown.message)
      : thrown instanceof ApiError
        ? thrown
        : new ApiError('ServerException', 'The sandbox failed to answer.', 500);
  return {
    status: error.status,
    contentType: JSON_CONTENT_TYPE,
    body: JSON.stringify({ __type: error.name, message: error.message }),
  };
}
