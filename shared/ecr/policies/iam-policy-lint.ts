/** What a person should know about a policy before it is saved. */
import { toAppError } from '../../errors';
import { parsePolicy, type PolicyStatement } from './iam-policy';

export interface PolicyProblem {
  severity: 'error' | 'warning';
  /** Place of the statement, counted from 0; absent when it concerns the whole policy. */
  statement?: number;
  /** One sentence. */
  message: string;
}

/** Longest repository or registry policy that ECR takes, in characters. */
export const MAX_POLICY_CHARACTERS = 10_240;

const PRINCIPAL =
  /^(?:\d{12}|arn:aws[a-z-]*:(?:iam|sts)::\d{12}:(?:root|(?:user|role|assumed-role|federated-user)\/[^*?]+))$/;

/** Every problem found, the unreadable ones alone. `kind` decides about Principal and Resource. Never throws. */
export function lintPolicy(text: string, kind: 'identity' | 'repository'): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  if (kind === 'repository' && text.length > MAX_POLICY_CHARACTERS)
    problems.push({
      severity: 'error',
      message: `The policy has ${text.length} characters; ECR takes ${MAX_POLICY_CHARACTERS}.`,
    });
  try {
    const policy = parsePolicy(text);
    if (policy.version !== '2012-10-17')
      problems.push({ severity: 'warning', message: 'The policy should have the Version 2012-10-17.' });
    policy.statements.forEach((statement, index) =>
      problems.push(...lintStatement(statement, kind).map((problem) => ({ ...problem, statement: index }))),
    );
  } catch (thrown) {
    problems.push({ severity: 'error', message: toAppError(thrown).message });
  }
  return problems;
}

function lintStatement(statement: PolicyStatement, kind: 'identity' | 'repository'): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const say = (severity: PolicyProblem['severity'], message: string) => problems.push({ severity, message });
  const { principals, resources, actions, effect } = statement;
  if (kind === 'repository' && resources !== undefined) say('error', 'A repository policy has no Resource.');
  if (kind === 'repository' && principals === undefined)
    say('error', 'A repository policy needs a Principal.');
  if (kind === 'identity' && principals !== undefined) say('error', 'An identity policy has no Principal.');
  if (kind === 'identity' && resources === undefined) say('error', 'An identity policy needs a Resource.');
  for (const name of principals?.aws ?? [])
    if (!PRINCIPAL.test(name)) say('error', `“${name}” is neither an account nor the ARN of a user or role.`);
  if (effect === 'Allow' && principals?.except === true)
    say('error', 'NotPrincipal with Allow opens the repository to nearly everybody.');
  if (effect === 'Allow' && principals?.everybody === true && statement.conditions.length === 0)
    say('warning', 'Everybody with an AWS account is allowed.');
  if (effect === 'Allow' && actions.except)
    say('warning', 'NotAction with Allow also allows what AWS adds later.');
  for (const pattern of actions.patterns)
    if (kind === 'repository' && pattern !== '*' && !/^ecr:[a-z*?]+$/i.test(pattern))
      say('error', `“${pattern}” is not an action of ECR.`);
  if (
    kind === 'identity' &&
    effect === 'Allow' &&
    resources?.except === false &&
    !resources.patterns.includes('*') &&
    actions.patterns.some((pattern) => pattern.toLowerCase() === 'ecr:getauthorizationtoken')
  )
    say('error', 'ecr:GetAuthorizationToken takes no resource: it must be allowed on “*”.');
  return problems;
}
