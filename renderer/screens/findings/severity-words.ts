import type { Finding, Severity } from '../../../shared/model/findings';

/** “Critical”. */
export const severityWord = (severity: Severity): string =>
  `${severity.slice(0, 1)}${severity.slice(1).toLowerCase()}`;

/** The colour of a severity, as a variable of the tokens. */
export const severityColour = (severity: Severity): string =>
  ({
    CRITICAL: 'var(--bad-fill)',
    HIGH: 'var(--bad-dot)',
    MEDIUM: 'var(--warn-dot)',
    LOW: 'var(--profile-blue)',
    INFORMATIONAL: 'var(--profile-teal)',
    UNDEFINED: 'var(--profile-grey)',
  })[severity];

/** What is known of a fix, in a few words. */
export function fixWords({ fix, fixedIn }: Finding): string {
  if (fixedIn !== undefined) return fixedIn;
  return { yes: 'Newer version', partly: 'Partly', no: 'No fix', unknown: '–' }[fix];
}
