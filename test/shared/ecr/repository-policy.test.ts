import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_POLICY_CHARACTERS } from '../../../shared/ecr/policies/iam-policy-lint';
import {
  BERTH_PULL_SID,
  mergePullGrant,
  missingPullActions,
  PULL_ACTIONS,
  pullStatementFor,
} from '../../../shared/ecr/policies/repository-policy';

const A = '111111111111';
const B = '222222222222';
const accounts = fc.stringMatching(/^\d{12}$/);
const policy = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const statementsOf = (text: string): unknown[] => (JSON.parse(text) as { Statement: unknown[] }).Statement;

describe('what a pull lacks', () => {
  test('is everything without a policy', () => {
    expect(missingPullActions(undefined, B)).toEqual(PULL_ACTIONS);
    expect(missingPullActions('', B)).toEqual(PULL_ACTIONS);
  });

  test('is what no statement allows, or one denies', () => {
    const open = { Effect: 'Allow', Principal: { AWS: B }, Action: 'ecr:Batch*' };
    expect(missingPullActions(policy(open), B)).toEqual(['ecr:GetDownloadUrlForLayer']);
    expect(
      missingPullActions(policy(open, { ...open, Effect: 'Deny', Action: pullStatementFor(B).Action[0] }), B),
    ).toHaveLength(2);
  });

  test('a statement for one role opens for that role, not for its account', () => {
    const roleArn = `arn:aws:iam::${B}:role/deploy`;
    const text = policy({ Effect: 'Allow', Principal: { AWS: roleArn }, Action: 'ecr:*' });
    expect(missingPullActions(text, B)).toEqual(PULL_ACTIONS);
    expect(
      missingPullActions(text, { accountId: B, arn: `arn:aws:sts::${B}:assumed-role/deploy/x`, roleArn }),
    ).toEqual([]);
  });
});

describe('granting a pull', () => {
  test('to a repository without a policy writes the one statement', () =>
    expect(JSON.parse(mergePullGrant(undefined, B))).toEqual({
      Version: '2012-10-17',
      Statement: [pullStatementFor(B)],
    }));

  test('to a second account extends Berth’s statement', () => {
    const text = mergePullGrant(mergePullGrant(undefined, A), B);
    expect(statementsOf(text)).toHaveLength(1);
    expect(missingPullActions(text, A)).toEqual([]);
    expect(missingPullActions(text, B)).toEqual([]);
  });

  test('that is there already leaves the text as it is, to the last space', () => {
    const text = `{ "Statement" : {"Effect":"Allow","Principal":"*","Action":"ecr:*"} }`;
    expect(mergePullGrant(text, B)).toBe(text);
  });

  test.each([
    ['denies', { Effect: 'Deny' }],
    ['has a condition', { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }],
    ['also lets push', { Action: [...PULL_ACTIONS, 'ecr:PutImage'] }],
    [
      'names a service too',
      { Principal: { AWS: `arn:aws:iam::${A}:root`, Service: 'lambda.amazonaws.com' } },
    ],
  ])('leaves a statement of that name alone when somebody made it one that %s', (_, change) => {
    const edited = { ...pullStatementFor(A), ...change };
    const [first, second] = statementsOf(mergePullGrant(policy(edited), B));
    expect(first).toEqual(edited);
    expect(second).toEqual({ ...pullStatementFor(B), Sid: `${BERTH_PULL_SID}2` });
  });

  test('cannot undo a Deny, and the proof shows it', () => {
    const text = mergePullGrant(policy({ Effect: 'Deny', Principal: '*', Action: 'ecr:*' }), B);
    expect(missingPullActions(text, B)).toEqual(PULL_ACTIONS);
  });

  test('is refused for what is not a policy, not an account, or becomes too long', () => {
    const refused = (code: string) => expect.objectContaining({ code }) as Error;
    expect(() => mergePullGrant('{', B)).toThrowError(refused('policy-invalid'));
    expect(() => mergePullGrant(undefined, '123')).toThrowError(refused('invalid-input'));
    const long = policy({
      Sid: 'x'.repeat(MAX_POLICY_CHARACTERS - 200),
      Effect: 'Allow',
      Principal: { AWS: A },
      Action: 'ecr:*',
    });
    expect(() => mergePullGrant(long, B)).toThrowError(refused('policy-invalid'));
  });

  test('drops the indentation before it gives up for length', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      Sid: `s${index}`,
      Effect: 'Allow',
      Principal: { AWS: A },
      Action: ['ecr:PutImage', 'ecr:ListImages'],
    }));
    const text = mergePullGrant(policy(...many), B);
    expect(text.length).toBeLessThanOrEqual(MAX_POLICY_CHARACTERS);
    expect(text).not.toContain('\n');
  });

  test('keeps everything foreign and opens for just the account, whatever is there', () => {
    const foreign = fc.record({
      Sid: fc.constantFrom('mine', BERTH_PULL_SID, `${BERTH_PULL_SID}2`),
      Effect: fc.constant('Allow'),
      Principal: fc.oneof(
        accounts.map((AWS) => ({ AWS })),
        fc.constant({ Service: 'lambda.amazonaws.com' }),
      ),
      Action: fc.subarray(['ecr:PutImage', 'ecr:ListImages', ...PULL_ACTIONS.slice(0, 2)], { minLength: 1 }),
    });
    fc.assert(
      fc.property(
        fc.array(foreign, { maxLength: 8 }),
        accounts,
        accounts,
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 }),
        (present, one, other, extra) => {
          const before = JSON.stringify({ ...extra, Statement: present });
          const text = mergePullGrant(mergePullGrant(before, one), other);
          expect(missingPullActions(text, one)).toEqual([]);
          expect(missingPullActions(text, other)).toEqual([]);
          expect(statementsOf(text).slice(0, present.length)).toEqual(JSON.parse(JSON.stringify(present)));
          const stranger = ['000000000000', '999999999999', '123123123123'].find(
            (id) => id !== one && id !== other && !before.includes(id),
          );
          if (stranger !== undefined) expect(missingPullActions(text, stranger)).toEqual(PULL_ACTIONS);
          expect(mergePullGrant(text, one)).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });
});
