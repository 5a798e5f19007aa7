/** The AWS query protocol: a form with `Action`, answered in XML. Only STS speaks it here. */
import { ApiError } from './api-error';
import { Refusal, type RefusalKind } from './authenticate';
import type { HttpAnswer } from './json-protocol';

/** A tree of elements: text, or further elements by name. */
export type XmlTree = { [name: string]: string | XmlTree };

const REFUSAL_NAMES: Record<RefusalKind, string> = {
  'no-authentication': 'MissingAuthenticationToken',
  incomplete: 'IncompleteSignature',
  'unknown-key': 'InvalidClientTokenId',
  mismatch: 'SignatureDoesNotMatch',
  clock: 'SignatureDoesNotMatch',
  'expired-token': 'ExpiredToken',
  scope: 'SignatureDoesNotMatch',
};

const escape = (text: string): string => text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);

const write = (tree: XmlTree): string =>
  Object.entries(tree)
    .map(([name, value]) => `<${name}>${typeof value === 'string' ? escape(value) : write(value)}</${name}>`)
    .join('');

/** `<ActionResponse><ActionResult>…` with the namespace that clients expect. */
export function queryAnswer(
  action: string,
  result: XmlTree,
  options: { namespace: string; requestId: string },
): HttpAnswer {
  return {
    status: 200,
    contentType: 'text/xml',
    body: `<${action}Response xmlns="${options.namespace}"><${action}Result>${write(result)}</${action}Result><ResponseMetadata><RequestId>${options.requestId}</RequestId></ResponseMetadata></${action}Response>`,
  };
}

/** An error as the protocol writes it; what nobody expected is an InternalFailure without detail. */
export function queryError(thrown: unknown, options: { namespace: string; requestId: string }): HttpAnswer {
  const error =
    thrown instanceof Refusal
      ? new ApiError(REFUSAL_NAMES[thrown.kind], thrown.message, 403)
      : thrown instanceof ApiError
        ? thrown
        : new ApiError('InternalFailure', 'The sandbox failed to answer.', 500);
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  return {
    status: error.status,
    contentType: 'text/xml',
    body: `<ErrorResponse xmlns="${options.namespace}">${write({ Error: { Type: type, Code: error.name, Message: error.message } })}<RequestId>${options.requestId}</RequestId></ErrorResponse>`,
  };
}
