import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { beforeEach, expect, test } from 'vitest';
import { AccountAliases } from '../../electron/sessions/account-aliases';
import { Identities } from '../../electron/sessions/identities';

let asked: string[];
let answer: (profile: string) => { status: number; body: string };
let profilesChanged: () => void;
let identities: Identities;

const caller = (account: string, arn = `arn:aws-cn:iam::${account}:user/ada`): string =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AIDA</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const refusal = (code: string): string =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>No.</Message></Error></ErrorResponse>`;

/** A real SDK client whose network answers from the test. */
function sts(profile: string): STSClient {
  const handle = async () => {
    asked.push(profile);
    const { status, body } = answer(profile);
    return { response: { statusCode: status, reason: '', headers: {}, body: new TextEncoder().encode(body) } };
  };
  return new STSClient({ region: 'us-east-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' }, maxAttempts: 1, requestHandler: { handle } });
}

beforeEach(() => {
  asked = [];
  answer = () => ({ status: 200, body: caller('111122223333') });
  identities = new Identities({ profiles: { onChange: (listener) => ((profilesChanged = listener), () => undefined) }, clients: { sts } });
});

test('says who a profile is, with the partition of its ARN', async () => {
  expect(await identities.whoAmI('dev')).toEqual({ profile: 'dev', accountId: '111122223333', arn: 'arn:aws-cn:iam::111122223333:user/ada', userId: 'AIDA', partition: 'aws-cn' });
});

test('asks once for each profile, until profiles change', async () => {
  await Promise.all([identities.whoAmI('dev'), identities.whoAmI('dev'), identities.whoAmI('ops')]);
  await identities.whoAmI('dev');
  expect(asked.sort()).toEqual(['dev', 'ops']);
  profilesChanged();
  await identities.whoAmI('dev');
  expect(asked.sort()).toEqual(['dev', 'dev', 'ops']);
});

test('does not remember a refusal', async () => {
  answer = () => ({ status: 403, body: refusal('InvalidClientTokenId') });
  await expect(identities.whoAmI('dev')).rejects.toMatchObject({ code: 'credentials-invalid' });
  answer = () => ({ status: 200, body: caller('111122223333') });
  expect((await identities.whoAmI('dev')).accountId).toBe('111122223333');
});

test('takes no answer that AWS would not give', async () => {
  answer = () => ({ status: 200, body: caller('an account', '') });
  await expect(identities.whoAmI('dev')).rejects.toMatchObject({ code: 'registry-failed', hint: expect.stringContaining('endpoint_url') as string });
});

const aliasOf = (name: string): string =>
  `<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult><IsTruncated>false</IsTruncated><AccountAliases><member>${name}</member></AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>`;

/** Identities whose IAM answers from the test. */
function withAliases(iamAnswer: () => Promise<{ status: number; body: string }>, patienceMs = 5_000) {
  const asks: string[] = [];
  const iam = async (profile: string): Promise<IAMClient> => {
    const handle = async () => {
      asks.push(profile);
      const { status, body } = await iamAnswer();
      return { response: { statusCode: status, reason: '', headers: {}, body: new TextEncoder().encode(body) } };
    };
    return new IAMClient({ region: 'us-east-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' }, maxAttempts: 1, requestHandler: { handle } });
  };
  let changed = (): void => undefined;
  const profiles = { onChange: (listener: () => void) => ((changed = listener), () => undefined) };
  const aliases = new AccountAliases({ profiles, clients: { iam }, patienceMs });
  return { people: new Identities({ profiles: { onChange: () => () => undefined }, clients: { sts }, aliases }), asks, change: () => changed() };
}

test('knows the name of the account once somebody was introduced, and asks for it once until profiles change', async () => {
  const { people, asks, change } = withAliases(async () => ({ status: 200, body: aliasOf('harbour') }));
  expect(await people.whoAmI('dev')).not.toHaveProperty('accountAlias');
  expect(asks).toEqual([]);
  expect((await Promise.all([people.introduce('dev'), people.introduce('dev')])).map(({ accountAlias }) => accountAlias)).toEqual(['harbour', 'harbour']);
  expect(await people.whoAmI('dev')).toMatchObject({ accountAlias: 'harbour' });
  expect(asks).toEqual(['dev']);
  change();
  await people.introduce('dev');
  expect(asks).toEqual(['dev', 'dev']);
});

test('is nobody the less for an account whose name may not be asked, and remembers that', async () => {
  const { people, asks } = withAliases(async () => ({ status: 403, body: refusal('AccessDenied') }));
  expect(await people.introduce('dev')).toEqual(await people.whoAmI('dev'));
  await people.introduce('dev');
  expect(asks).toEqual(['dev']);
});

test('does not wait for a name that does not come, and has it when it came', async () => {
  let release = (): void => undefined;
  const late = new Promise<void>((resolve) => (release = resolve));
  const { people } = withAliases(() => late.then(() => ({ status: 200, body: aliasOf('harbour') })), 1);
  expect(await people.introduce('dev')).not.toHaveProperty('accountAlias');
  release();
  await expect.poll(() => people.whoAmI('dev')).toMatchObject({ accountAlias: 'harbour' });
});
