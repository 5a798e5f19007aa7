import { AppError } from '../../../shared/errors';
import { RegistryRule } from '../../../shared/model/docker-config';

export interface RegistryMapOptions {
  settings: { current(): { registryRules: RegistryRule[] }; setRegistryRules(rules: RegistryRule[]): Promise<void> };
  profiles: { definitions(): readonly { name: string }[] };
}

/** A person's map from registry hosts to profiles. */
export class RegistryMap {
  readonly #options: RegistryMapOptions;

  constructor(options: RegistryMapOptions) {
    this.#options = options;
  }

  rules(): readonly RegistryRule[] {
    return this.#options.settings.current().registryRules;
  }

  /** Replaces the map. @throws AppError `profile-not-found` for a rule that names no profile, `invalid-input` for a pattern named twice. */
  async setRules(rules: readonly RegistryRule[]): Promise<void> {
    const names = this.#options.profiles.definitions().map(({ name }) => name);
    const kept = rules.map((rule) => ({ ...rule, pattern: rule.pattern.toLowerCase() }));
    for (const [index, { pattern, profile }] of kept.entries()) {
      // A rule that was there before may have outlived its profile: it must not stand in the way of another.
      const isOld = this.rules().some((old) => old.pattern === pattern && old.profile === profile);
      if (!names.includes(profile) && !isOld)
        throw new AppError('profile-not-found', `The rule “${pattern}” names profile ${profile}, which does not exist.`, {
          hint: names.length === 0 ? 'Add the profile first.' : `Choose one of: ${names.join(', ')}.`,
        });
      if (kept.findIndex((one) => one.pattern === pattern) !== index)
        throw new AppError('invalid-input', `The pattern “${pattern}” is in the map twice.`, { hint: 'Only the first could ever match: leave one of them out.' });
    }
    await this.#options.settings.setRegistryRules(kept);
  }

  /** Sends hosts that match `pattern` to a profile: in the place of its old rule, or else before all wider ones. @throws AppError. */
  async map(pattern: string, profile: string): Promise<void> {
    const rule = RegistryRule.safeParse({ pattern: pattern.toLowerCase(), profile });
    if (!rule.success) throw new AppError('invalid-input', rule.error.issues[0]?.message ?? 'That is no rule.', { hint: 'For example: berth registries map "*.dkr.ecr.eu-west-1.amazonaws.com" PROFILE' });
    const rules = this.rules();
    const has = rules.some((one) => one.pattern === rule.data.pattern);
    const at = has ? -1 : rules.findIndex((one) => isWider(one.pattern, rule.data.pattern));
    const others = rules.map((one) => (one.pattern === rule.data.pattern ? rule.data : one));
    if (!has) others.splice(at < 0 ? others.length : at, 0, rule.data);
    await this.setRules(others);
  }

  /** Takes the rule of this very pattern out. @throws AppError `invalid-input` when there is none. */
  async unmap(pattern: string): Promise<void> {
    const left = this.rules().filter((rule) => rule.pattern !== pattern.toLowerCase());
    if (left.length === this.rules().length)
      throw new AppError('invalid-input', `There is no rule “${pattern}”.`, { hint: 'See “berth registries rules” for those there are.' });
    await this.#options.settings.setRegistryRules(left);
  }
}

/** Fewer fixed characters fit more hosts; a rule behind one that is wider would never be reached. */
const isWider = (pattern: string, than: string): boolean => pattern.includes('*') && pattern.replace(/\*/g, '').length < than.replace(/\*/g, '').length;
