import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { AppError } from '../../shared/errors';
import { CallerIdentity } from '../../shared/model/profile';
import { classifyAwsError } from './aws-errors';
import type { AccountAliases } from './account-aliases';
import type { ProfileSourceOfTruth } from './credentials';

export interface IdentitiesOptions {
  profiles: Pick<ProfileSourceOfTruth, 'onChange'>;
  clients: { sts(profile: string): STSClient };
  /** Where accounts have their names; without it nobody is asked. */
  aliases?: Pick<AccountAliases, 'aliasOf' | 'known'>;
}

/** Who each profile is, asked once of STS and remembered until a profile changes. */
export class Identities {
  readonly #clients: IdentitiesOptions['clients'];
  readonly #aliases: IdentitiesOptions['aliases'];
  readonly #known = new Map<string, Promise<CallerIdentity>>();

  constructor({ profiles, clients, aliases }: IdentitiesOptions) {
    this.#clients = clients;
    this.#aliases = aliases;
    profiles.onChange(() => this.#known.clear());
  }

  /** @throws AppError: wrong keys, an ended session, no network and the like; a failure is not remembered. */
  async whoAmI(profile: string): Promise<CallerIdentity> {
    return this.#withAlias(await this.#identity(profile), this.#aliases?.known(profile));
  }

  /** The same with the account's alias, for people to read: waits for it, but not for long. @throws AppError as `whoAmI`. */
  async introduce(profile: string): Promise<CallerIdentity> {
    const identity = await this.#identity(profile);
    return this.#withAlias(identity, await this.#aliases?.aliasOf(profile));
  }

  #withAlias(identity: CallerIdentity, accountAlias: string | undefined): CallerIdentity {
    return accountAlias === undefined ? identity : { ...identity, accountAlias };
  }

  #identity(profile: string): Promise<CallerIdentity> {
    const known = this.#known.get(profile);
    if (known !== undefined) return known;
    const asked = this.#ask(profile);
    this.#known.set(profile, asked);
    asked.catch(() => {
      if (this.#known.get(profile) === asked) this.#known.delete(profile);
    });
    return asked;
  }

  async #ask(profile: string): Promise<CallerIdentity> {
    const answer = await this.#send(profile);
    const arn = answer.Arn ?? '';
    const identity = CallerIdentity.safeParse({ profile, accountId: answer.Account, arn, userId: answer.UserId, partition: arn.split(':')[1] ?? 'aws' });
    if (identity.success) return identity.data;
    throw new AppError('registry-failed', 'The answer to GetCallerIdentity is not what AWS answers.', {
      hint: 'Look at the endpoint_url of the profile, and at proxies on the way.',
    });
  }

  async #send(profile: string) {
    try {
      return await this.#clients.sts(profile).send(new GetCallerIdentityCommand({}));
    } catch (thrown) {
      throw classifyAwsError(thrown, { profile, operation: 'GetCallerIdentity' });
    }
  }
}
