/**
 * IAM policy documents as plain data. Grammar: IAM user guide, “Grammar of the IAM JSON policy language”.
 * Both the string and the list forms are read; everything foreign in the text is left to whoever edits it.
 */
import { AppError } from '../../errors';

/** Whom a statement names. `*` sets `everybody`; kinds other than AWS and Service never match. */
export interface PolicyPrincipals {
  /** True for `NotPrincipal`. */
  except: boolean;
  everybody: boolean;
  /** Account ids, root ARNs, user and role ARNs, as written. */
  aws: string[];
  /** `lambda.amazonaws.com` */
  services: string[];
}

/** Patterns with `*` and `?`; `except` is true for `NotAction` and `NotResource`. */
export interface PolicyPatterns {
  except: boolean;
  patterns: string[];
}

/** `{"StringEquals": {"aws:PrincipalAccount": […]}}` is one of these; all of a statement's must be met. */
export interface PolicyCondition {
  operator: string;
  key: string;
  values: string[];
}

export interface PolicyStatement {
  sid?: string;
  effect: 'Allow' | 'Deny';
  /** Absent in identity policies. */
  principals?: PolicyPrincipals;
  actions: PolicyPatterns;
  /** Absent in repository policies. */
  resources?: PolicyPatterns;
  conditions: PolicyCondition[];
}

export interface PolicyDocument {
  version?: string;
  statements: PolicyStatement[];
}

type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The error for a policy that cannot be used; `what` completes “The policy …”. */
export function policyInvalid(what: string, cause?: unknown): AppError {
  return new AppError('policy-invalid', `The policy ${what}.`, {
    hint: 'Correct the policy text and try again.',
    cause,
  });
}

/**
 * Reads a policy, as text or as JSON already parsed.
 * @throws AppError `policy-invalid`, naming the statement (counted from 1) and what is wrong with it.
 */
export function parsePolicy(policy: unknown): PolicyDocument {
  const root = typeof policy === 'string' ? parseJson(policy) : policy;
  if (!isFields(root)) throw policyInvalid('is not a JSON object');
  const written = root['Statement'];
  if (written === undefined) throw policyInvalid('has no Statement');
  const statements = (Array.isArray(written) ? written : [written]).map(parseStatement);
  return { ...(typeof root['Version'] === 'string' && { version: root['Version'] }), statements };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw policyInvalid('is not JSON', cause);
  }
}

function parseStatement(written: unknown, index: number): PolicyStatement {
  const where = `statement ${index + 1}`;
  if (!isFields(written)) throw policyInvalid(`has a ${where} that is not an object`);
  const effect = written['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny')
    throw policyInvalid(`needs “Allow” or “Deny” as Effect in ${where}`);
  const actions = patterns(written, 'Action', where);
  if (actions === undefined) throw policyInvalid(`has neither Action nor NotAction in ${where}`);
  const resources = patterns(written, 'Resource', where);
  const principals = parsePrincipals(written, where);
  return {
    ...(typeof written['Sid'] === 'string' && { sid: written['Sid'] }),
    effect,
    actions,
    ...(resources !== undefined && { resources }),
    ...(principals !== undefined && { principals }),
    conditions: parseConditions(written['Condition'], where),
  };
}

function strings(value: unknown, what: string): string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every((item): item is string => typeof item === 'string'))
    throw policyInvalid(`needs a string or a list of strings as ${what}`);
  return list;
}

function patterns(written: Fields, name: string, where: string): PolicyPatterns | undefined {
  const [plain, except] = [written[name], written[`Not${name}`]];
  if (plain !== undefined && except !== undefined)
    throw policyInvalid(`has ${name} and Not${name} in ${where}`);
  if (plain === undefined && except === undefined) return undefined;
  return { except: plain === undefined, patterns: strings(plain ?? except, `${name} in ${where}`) };
}

function parsePrincipals(written: Fields, where: string): PolicyPrincipals | undefined {
  const [plain, except] = [written['Principal'], written['NotPrincipal']];
  if (plain !== undefined && except !== undefined)
    throw policyInvalid(`has Principal and NotPrincipal in ${where}`);
  const value = plain ?? except;
  if (value === undefined) return undefined;
  const read: PolicyPrincipals = { except: plain === undefined, everybody: false, aws: [], services: [] };
  if (value === '*') return { ...read, everybody: true };
  if (!isFields(value)) throw policyInvalid(`needs "*" or an object as Principal in ${where}`);
  for (const [kind, names] of Object.entries(value)) {
    const list = strings(names, `Principal.${kind} in ${where}`);
    if (kind === 'AWS') read.aws = list.filter((name) => name !== '*');
    if (kind === 'AWS' && list.includes('*')) read.everybody = true;
    if (kind === 'Service') read.services = list;
  }
  return read;
}

function parseConditions(written: unknown, where: string): PolicyCondition[] {
  if (written === undefined) return [];
  if (!isFields(written)) throw policyInvalid(`needs an object as Condition in ${where}`);
  return Object.entries(written).flatMap(([operator, keys]) => {
    if (!isFields(keys)) throw policyInvalid(`needs an object under ${operator} in ${where}`);
    return Object.entries(keys).map(([key, value]) => ({
      operator,
      key,
      values: (Array.isArray(value) ? value : [value]).map(String),
    }));
  });
}
