import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../shared/ecr/policies/iam-policy';
import { evaluatePolicy, globMatches, type PolicyPrincipal } from '../../../shared/ecr/policies/iam-policy-evaluate';
import { lintPolicy } from '../../../shared/ecr/policies/iam-policy-lint';

const A = '111111111111';
const B = '222222222222';
const user: PolicyPrincipal = { accountId: B, arn: `arn:aws:iam::${B}:user/dev` };
const session: PolicyPrincipal = {
  accountId: B,
  arn: `arn:aws:sts::${B}:assumed-role/deploy/run-1`,
  roleArn: `arn:aws:iam::${B}:role/deploy`,
};
const pull = 'ecr:BatchGetImage';

const resource = (statement: object, principal: PolicyPrincipal = user, action = pull): string =>
  evaluatePolicy(parsePolicy({ Statement: statement }), {
    principal,
    action,
    resource: '*',
    kind: 'resource',
  }).effect;
const identity = (statements: object[], to: string, action = pull): string =>
  evaluatePolicy(parsePolicy({ Statement: statements }), {
    principal: user,
    action,
    resource: to,
    kind: 'identity',
  }).effect;
const allow = (more: object) => ({ Effect: 'Allow', Action: pull, Principal: '*', ...more });
const deny = (more: object) => ({ ...allow(more), Effect: 'Deny' });

describe('a statement names its caller', () => {
  test.each([
    ['everybody', '*'],
    ['everybody, as an AWS principal', { AWS: '*' }],
    ['the account', { AWS: B }],
    ['the account’s root', { AWS: [`arn:aws:iam::${A}:root`, `arn:aws:iam::${B}:root`] }],
    ['the account’s root in another partition', { AWS: `arn:aws-cn:iam::${B}:root` }],
    ['the user', { AWS: `arn:aws:iam::${B}:user/dev` }],
  ])('as %s', (_, Principal) => expect(resource(allow({ Principal }))).toBe('allow'));

  test.each([
    ['another account', { AWS: A }],
    ['another user', { AWS: `arn:aws:iam::${B}:user/other` }],
    ['a pattern, which IAM does not take', { AWS: `arn:aws:iam::${B}:user/*` }],
    ['a service', { Service: 'lambda.amazonaws.com' }],
  ])('and not as %s', (_, Principal) => expect(resource(allow({ Principal }))).toBe('neither'));

  test('by the role of its session, or by the session', () => {
    expect(resource(allow({ Principal: { AWS: session.roleArn } }), session)).toBe('allow');
    expect(resource(allow({ Principal: { AWS: session.arn } }), session)).toBe('allow');
  });

  test('a service is named as one', () => {
    const lambda = { service: 'lambda.amazonaws.com' };
    expect(resource(allow({ Principal: { Service: 'lambda.amazonaws.com' } }), lambda)).toBe('allow');
    expect(resource(allow({ Principal: { AWS: A } }), lambda)).toBe('neither');
  });

  test('an account that is named decides about its own people; a person who is named is allowed already', () => {
    const decide = (AWS: string) =>
      evaluatePolicy(parsePolicy({ Statement: allow({ Principal: { AWS } }) }), {
        principal: user,
        action: pull,
        resource: '*',
        kind: 'resource',
      });
    expect(decide(B)).toMatchObject({ effect: 'allow', delegated: true, index: 0 });
    expect(decide(`arn:aws:iam::${B}:user/dev`)).toMatchObject({ effect: 'allow', delegated: false });
  });

  test('NotPrincipal never allows, and denies whoever is not named itself', () => {
    const statement = { Principal: undefined, NotPrincipal: { AWS: [`arn:aws:iam::${B}:user/dev`] } };
    expect(resource(allow(statement), session)).toBe('neither');
    expect(resource(deny(statement), session)).toBe('deny');
    expect(resource(deny(statement), user)).toBe('neither');
  });
});

describe('actions and resources', () => {
  test('are patterns; actions without regard to case', () => {
    expect(resource(allow({ Action: ['s3:*', 'ECR:batchget*'] }))).toBe('allow');
    expect(resource(allow({ Action: 'ecr:BatchGetImag?' }))).toBe('allow');
    expect(resource(allow({ Action: 'ecr:BatchGet' }))).toBe('neither');
    expect(resource(allow({ Action: undefined, NotAction: 'ecr:Put*' }))).toBe('allow');
    expect(resource(allow({ Action: undefined, NotAction: 'ecr:Batch*' }))).toBe('neither');
  });

  test('an identity policy reaches what its resources name', () => {
    const arn = `arn:aws:ecr:eu-central-1:${B}:repository/team/web`;
    const on = (Resource: unknown) => [{ Effect: 'Allow', Action: 'ecr:*', Resource }];
    expect(identity(on(`arn:aws:ecr:*:${B}:repository/team/*`), arn)).toBe('allow');
    expect(identity(on(`arn:aws:ecr:*:${B}:repository/Team/*`), arn)).toBe('neither');
    expect(identity([{ Effect: 'Allow', Action: 'ecr:*', NotResource: arn }], arn)).toBe('neither');
    expect(identity(on(arn), '*', 'ecr:GetAuthorizationToken')).toBe('neither');
  });

  test('a Deny wins wherever it stands', () => {
    const both = [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'ecr:Batch*', Resource: '*' },
    ];
    expect(identity(both, '*')).toBe('deny');
    expect(identity(both.reverse(), '*')).toBe('deny');
    expect(identity(both, '*', 'ecr:PutImage')).toBe('allow');
  });
});

describe('conditions', () => {
  const when = (operator: string, key: string, value: unknown) => ({
    Condition: { [operator]: { [key]: value } },
  });

  test('on the principal are decided', () => {
    expect(resource(allow(when('StringEquals', 'aws:PrincipalAccount', [A, B])))).toBe('allow');
    expect(resource(allow(when('StringEquals', 'aws:PrincipalAccount', A)))).toBe('neither');
    expect(resource(allow(when('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${B}:role/dep*`)), session)).toBe(
      'allow',
    );
    expect(resource(allow(when('StringLike', 'AWS:principalarn', 'arn:aws:iam::*:user/dev')))).toBe('allow');
    expect(
      resource(allow(when('StringEquals', 'aws:PrincipalOrgID', 'o-1')), { ...user, organizationId: 'o-1' }),
    ).toBe('allow');
    expect(resource(deny(when('StringEquals', 'aws:PrincipalAccount', A)))).toBe('neither');
  });

  test.each([
    ['an operator that is not known', when('DateLessThan', 'aws:PrincipalAccount', B)],
    ['a key that is not known', when('StringEquals', 'aws:SourceVpc', 'vpc-1')],
    ['an organisation that is not known', when('StringEquals', 'aws:PrincipalOrgID', 'o-1')],
    ['a variable', when('StringEquals', 'aws:PrincipalArn', '${aws:username}')],
  ])('with %s do not allow, and do deny', (_, condition) => {
    expect(resource(allow(condition))).toBe('neither');
    expect(resource(deny(condition))).toBe('deny');
  });
});

describe('reading', () => {
  test.each([
    ['text that is not JSON', '{', 'is not JSON'],
    ['a list', '[]', 'is not a JSON object'],
    ['no statement', '{}', 'has no Statement'],
    ['a misspelt effect', '{"Statement":[{"Effect":"allow","Action":"*"}]}', 'Effect in statement 1'],
    ['no action', '{"Statement":[{"Effect":"Allow"}]}', 'neither Action nor NotAction'],
    ['a number as action', '{"Statement":{"Effect":"Allow","Action":7}}', 'Action in statement 1'],
    ['both forms', '{"Statement":{"Effect":"Deny","Action":"*","NotAction":"*"}}', 'Action and NotAction'],
  ])('refuses %s', (_, text, what) => {
    expect(() => parsePolicy(text)).toThrowError(
      expect.objectContaining({ code: 'policy-invalid', message: expect.stringContaining(what) as string }),
    );
  });

  test('takes any JSON without failing in any other way', () => {
    const part = fc.oneof(fc.jsonValue(), fc.constantFrom('Allow', 'Deny', '*', 'ecr:*', { AWS: '*' }));
    const statement = fc.dictionary(
      fc.constantFrom('Effect', 'Action', 'NotAction', 'Principal', 'Resource', 'Condition', '__proto__'),
      part,
    );
    fc.assert(
      fc.property(fc.oneof(statement, fc.array(statement), fc.jsonValue()), (Statement) => {
        const text = JSON.stringify({ Statement });
        const unreadable = lintPolicy(text, 'identity').some(({ severity }) => severity === 'error');
        try {
          parsePolicy(text).statements.forEach(({ effect }) => expect(['Allow', 'Deny']).toContain(effect));
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'policy-invalid' });
          expect(unreadable).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('what follows never takes away a Deny', () => {
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: fc.constantFrom('ecr:*', pull, 'ecr:PutImage'),
      Principal: fc.constantFrom('*', { AWS: A }, { AWS: B }, { AWS: user.arn }),
    });
    fc.assert(
      fc.property(fc.array(statement), fc.array(statement), (before, after) => {
        expect(resource([...before, deny({}), ...after])).toBe('deny');
      }),
    );
  });
});

describe('patterns', () => {
  test('agree with the regular expression that says the same', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (pattern, subject) => {
        const source = pattern.replace(/[*?]/g, (sign) => (sign === '*' ? '.*' : '.'));
        expect(globMatches(pattern, subject)).toBe(new RegExp(`^${source}$`, 's').test(subject));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('lint', () => {
  const problems = (statement: object, kind: 'identity' | 'repository' = 'repository') =>
    lintPolicy(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), kind)
      .map(({ message }) => message)
      .join(' ');

  test('finds nothing in a policy as Berth writes it', () =>
    expect(problems({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${B}:root` }, Action: pull })).toBe(
      '',
    ));

  test.each([
    ['a Resource', { Effect: 'Allow', Principal: { AWS: B }, Action: pull, Resource: '*' }, 'no Resource'],
    ['no Principal', { Effect: 'Allow', Action: pull }, 'needs a Principal'],
    [
      'a deleted user',
      { Effect: 'Allow', Principal: { AWS: 'AIDAEXAMPLE' }, Action: pull },
      'neither an account',
    ],
    [
      'another service’s action',
      { Effect: 'Allow', Principal: { AWS: B }, Action: 's3:GetObject' },
      'not an action of ECR',
    ],
    ['everybody', { Effect: 'Allow', Principal: '*', Action: pull }, 'Everybody'],
  ])('says what is wrong with %s', (_, statement, what) => expect(problems(statement)).toContain(what));

  test('knows that GetAuthorizationToken takes no resource', () => {
    const Resource = `arn:aws:ecr:eu-central-1:${B}:repository/x`;
    expect(
      problems({ Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource }, 'identity'),
    ).toContain('takes no resource');
  });
});
