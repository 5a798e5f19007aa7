/** REST with JSON, as newer services speak it: the path says the operation, an error's name is in a header. */
import { ApiError } from './api-error';
import { Refusal } from './authenticate';
import type { HttpAnswer } from './json-protocol';
import type { Principal } from '../state';

/** A service told apart by its paths; only what is read is here. */
export interface RestService {
  signingName: string;
  /** Its groups, decoded, are what `run` gets. */
  path: RegExp;
  run(names: readonly string[], call: { principal: Principal; region: string; query: URLSearchParams }): object;
}

/** The service that a request is for, with the names in its path. */
export function restCall(services: readonly RestService[], url: string): { service: RestService; names: string[]; query: URLSearchParams } | undefined {
  const { pathname, searchParams: query } = new URL(url, 'http://sandbox');
  for (const service of services) {
    const match = service.path.exec(pathname);
    if (match !== null) return { service, names: match.slice(1).map((part) => decodeURIComponent(part)), query };
  }
  return undefined;
}

export const restAnswer = (value: object): HttpAnswer => ({ status: 200, contentType: 'application/json', body: JSON.stringify(value) });

export function restError(thrown: unknown): HttpAnswer {
  const error = thrown instanceof Refusal ? new ApiError('UnrecognizedClientException', thrown.message, 403) : thrown instanceof ApiError ? thrown : new ApiError('ServiceException', 'The sandbox failed to answer.', 500);
  // The name goes into the body, where the SDKs look for it when there is no header.
  return { status: error.status, contentType: 'application/json', body: JSON.stringify({ __type: error.name, message: error.message, Message: error.message }) };
}
