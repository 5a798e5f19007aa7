import { type AppError, toAppError } from '../../../../shared/errors';
import { RegistryRule, type RegistryAssignment } from '../../../../shared/model/docker-config';
import type { BerthClient } from '../../../bridge/berth-client';
import { Attempt } from '../../../state/attempt.svelte';

/** The map from registries to profiles as main sees it, and a person's changes to its rules. */
export class RegistryMap {
  readonly saving = new Attempt();
  readonly #client: BerthClient;
  #assignments = $state.raw<readonly RegistryAssignment[]>();
  #failure = $state.raw<AppError>();

  constructor(client: BerthClient) {
    this.#client = client;
  }

  /** Undefined until they have been read once. */
  get assignments(): readonly RegistryAssignment[] | undefined {
    return this.#assignments;
  }
  get failure(): AppError | undefined {
    return this.#failure;
  }

  async read(): Promise<void> {
    try {
      this.#assignments = (await this.#client.invoke('registry.assignments', {})).assignments;
      this.#failure = undefined;
    } catch (thrown) {
      this.#failure = toAppError(thrown);
    }
  }

  /** Whose identity would sign a host, and why. @throws AppError */
  explain(host: string): Promise<RegistryAssignment> {
    return this.#client.invoke('registry.explain', { host });
  }

  save(rules: readonly RegistryRule[]): Promise<boolean> {
    return this.saving.run(() => this.#client.invoke('registry.setRules', { rules: [...rules] }));
  }
}

/** The rules with the one at `index` moved by `step`; as they are when it would leave the list. */
export function moved(rules: readonly RegistryRule[], index: number, step: -1 | 1): readonly RegistryRule[] {
  const one = rules[index];
  const other = rules[index + step];
  if (one === undefined || other === undefined) return rules;
  return rules.map((rule, at) => (at === index ? other : at === index + step ? one : rule));
}

/** Why a pattern cannot be added, in one sentence; undefined when it can. */
export function patternProblem(pattern: string, rules: readonly RegistryRule[]): string | undefined {
  const parsed = RegistryRule.shape.pattern.safeParse(pattern);
  if (!parsed.success) return pattern === '' ? 'This is needed.' : parsed.error.issues[0]?.message;
  return rules.some((rule) => rule.pattern === pattern)
    ? 'There is a rule for this pattern already.'
    : undefined;
}
