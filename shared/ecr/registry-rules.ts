import type { RegistryRule } from '../model/docker-config';
import { matchesPattern } from './wildcard';

/** The first rule whose pattern fits the host, without regard to case; `*` stands for any text, dots included. */
export function ruleFor(rules: readonly RegistryRule[], host: string): RegistryRule | undefined {
  return rules.find(({ pattern }) => matchesPattern(pattern.toLowerCase(), host.toLowerCase()));
}

/** Whether a rule names one host alone. */
export const isExactRule = ({ pattern }: RegistryRule): boolean => !pattern.includes('*');
