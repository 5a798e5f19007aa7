/** What the AWS-side ways must know of one end of a sync. */
export interface RegistrySide {
  host: string;
  repository: string;
  /** ECR's private registry behind the host, as a profile sees it. */
  ecr?: { profile: string; region: string; accountId: string };
}

/** What can be offered, and why something else cannot. */
export interface Offer<T> {
  offered: T[];
  notes: string[];
}

/** An argument as a POSIX shell reads it. */
export const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`);

/** `aws ecr OPERATION --option value …` with who and where. */
export function awsCommand(operation: string, options: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${quoted(value)}`]));
  return ['aws ecr', operation, ...given].join(' ');
}
