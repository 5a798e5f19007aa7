/** The part of repository policies that opens a repository to another account. Actions: ECR user guide. */
import { AppError } from '../../errors';
import { isFields, parsePolicy, policyInvalid } from './iam-policy';
import { evaluatePolicy, type PolicyPrincipal } from './iam-policy-evaluate';
import { MAX_POLICY_CHARACTERS } from './iam-policy-lint';

/** What a pull takes. */
export const PULL_ACTIONS: readonly string[] = [
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
  'ecr:BatchCheckLayerAvailability',
];

/** What a push takes besides those. */
export const PUSH_ACTIONS: readonly string[] = [
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
];

/** Sid of the one statement that Berth writes, and extends by account. */
export const BERTH_PULL_SID = 'BerthCrossAccountPull';

export interface PullStatement {
  Sid: string;
  Effect: 'Allow';
  Principal: { AWS: string };
  Action: string[];
}

/** The statement that lets an account (12 digits) pull. @throws AppError `invalid-input` for another account id. */
export function pullStatementFor(accountId: string): PullStatement {
  if (!/^\d{12}$/.test(accountId))
    throw new AppError('invalid-input', `“${accountId}” is not an AWS account id.`, {
      hint: 'An account id has 12 digits.',
    });
  return {
    Sid: BERTH_PULL_SID,
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: [...PULL_ACTIONS],
  };
}

/**
 * The actions of a pull that a repository policy (undefined: none is set) does not allow, to an account or to one
 * principal of it. Empty means that the policy permits the pull. @throws AppError `policy-invalid`.
 */
export function missingPullActions(policyText: string | undefined, who: string | PolicyPrincipal): string[] {
  if (policyText === undefined || policyText.trim() === '') return [...PULL_ACTIONS];
  const policy = parsePolicy(policyText);
  const principal = typeof who === 'string' ? { accountId: who } : who;
  return PULL_ACTIONS.filter(
    (action) =>
      evaluatePolicy(policy, { principal, action, resource: '*', kind: 'resource' }).effect !== 'allow',
  );
}

/**
 * The policy text with the account allowed to pull. What is there stays as it is; Berth's own statement is extended.
 * A text that permits the pull already comes back unchanged. A Deny cannot be merged away: prove the result with
 * `missingPullActions`. @throws AppError `policy-invalid` for text that is not a policy or would become too long.
 */
export function mergePullGrant(policyText: string | undefined, accountId: string): string {
  const grant = pullStatementFor(accountId);
  if (policyText === undefined || policyText.trim() === '')
    return written({ Version: '2012-10-17', Statement: [grant] });
  if (missingPullActions(policyText, accountId).length === 0) return policyText;

  const root: unknown = JSON.parse(policyText);
  if (!isFields(root)) throw policyInvalid('is not a JSON object');
  const statements: unknown[] = Array.isArray(root['Statement']) ? root['Statement'] : [root['Statement']];
  const own = statements.findIndex(isOwnStatement);
  const merged =
    own < 0
      ? [...statements, { ...grant, Sid: freeSid(statements) }]
      : statements.map((statement, index) => (index === own ? extended(statement, grant) : statement));
  return written({ ...root, Statement: merged });
}

/** Only a statement that still says what Berth wrote: extending an edited one could grant more, or deny. */
function isOwnStatement(statement: unknown): boolean {
  if (!isFields(statement) || statement['Sid'] !== BERTH_PULL_SID || statement['Effect'] !== 'Allow')
    return false;
  if (Object.keys(statement).some((key) => !['Sid', 'Effect', 'Principal', 'Action'].includes(key)))
    return false;
  const [principal, actions] = [statement['Principal'], statement['Action']];
  return (
    isFields(principal) &&
    Object.keys(principal).join() === 'AWS' &&
    Array.isArray(actions) &&
    actions.length === PULL_ACTIONS.length &&
    PULL_ACTIONS.every((action) => actions.includes(action))
  );
}

function extended(statement: unknown, grant: PullStatement): unknown {
  const principal = isFields(statement) && isFields(statement['Principal']) ? statement['Principal'] : {};
  const present: unknown[] = Array.isArray(principal['AWS']) ? principal['AWS'] : [principal['AWS']];
  return { ...(statement as object), Principal: { ...principal, AWS: [...present, grant.Principal.AWS] } };
}

function freeSid(statements: unknown[]): string {
  const taken = new Set(statements.map((statement) => (isFields(statement) ? statement['Sid'] : undefined)));
  let sid = BERTH_PULL_SID;
  for (let number = 2; taken.has(sid); number++) sid = `${BERTH_PULL_SID}${number}`;
  return sid;
}

function written(policy: unknown): string {
  const readable = JSON.stringify(policy, null, 2);
  const text = readable.length <= MAX_POLICY_CHARACTERS ? readable : JSON.stringify(policy);
  if (text.length > MAX_POLICY_CHARACTERS)
    throw new AppError(
      'policy-invalid',
      `The policy would have ${text.length} characters; ECR takes ${MAX_POLICY_CHARACTERS}.`,
      {
        hint: 'Remove statements that are no longer needed, then try again.',
      },
    );
  return text;
}
