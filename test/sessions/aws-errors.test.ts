import { expect, test } from 'vitest';
import { classifyAwsError } from '../../electron/sessions/aws-errors';

const named = (name: string, extra: object = {}): Error => Object.assign(new Error('words of AWS'), { name }, extra);
const call = { profile: 'dev', region: 'eu-west-1', operation: 'BatchGetImage', repository: 'team/app' };

test.each([
  ['UnrecognizedClientException', 'credentials-invalid'],
  ['InvalidClientTokenId', 'credentials-invalid'],
  ['SignatureDoesNotMatch', 'credentials-invalid'],
  ['InvalidSignatureException', 'credentials-invalid'],
  ['ExpiredTokenException', 'session-expired'],
  ['ExpiredToken', 'session-expired'],
  ['AccessDenied', 'access-denied'],
  ['AccessDeniedException', 'access-denied'],
  ['RepositoryNotFoundException', 'repository-not-found'],
  ['RepositoryAlreadyExistsException', 'repository-exists'],
  ['RepositoryNotEmptyException', 'repository-not-empty'],
  ['ImageNotFoundException', 'image-not-found'],
  ['ThrottlingException', 'throttled'],
  ['TooManyRequestsException', 'throttled'],
  ['LimitExceededException', 'quota-exceeded'],
  ['RequestTimeTooSkewed', 'clock-skew'],
  ['TimeoutError', 'timeout'],
  ['SomethingNewException', 'internal'],
])('%s is %s, in one sentence with a next step', (name, code) => {
  const error = classifyAwsError(named(name), call);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/^[A-Z].*\.$/);
  expect(error.hint).toMatch(/\.$/);
});

test.each([
  ['ENOTFOUND', 'network'],
  ['ECONNREFUSED', 'network'],
  ['ETIMEDOUT', 'timeout'],
])('the network’s %s is found wherever it is nested', (code, expected) => {
  const inner = new AggregateError([named('Error', { code })]);
  expect(classifyAwsError(new Error('outer', { cause: inner }), call).code).toBe(expected);
});

test('an HTML answer is no AWS answer', () => {
  expect(classifyAwsError(new SyntaxError('Unexpected token <'), call).code).toBe('registry-failed');
});

test('a refusal names profile, action and repository', () => {
  expect(classifyAwsError(named('AccessDeniedException'), call).message).toBe('Profile dev may not do ecr:BatchGetImage on team/app in eu-west-1.');
});
