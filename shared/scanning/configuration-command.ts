import { shellQuote } from '../ecr/aws-cli/shell-quote';
import type { RegistryScope, ScanningConfiguration } from '../model/findings';

/** What the API takes as `rules`. */
export const apiRules = ({ rules }: ScanningConfiguration) =>
  rules.map(({ frequency, filters }) => ({ scanFrequency: frequency, repositoryFilters: filters.map((filter) => ({ filter, filterType: 'WILDCARD' as const })) }));

/** The AWS CLI command that sets this configuration, quoted for a POSIX shell. */
export const configurationCommand = ({ profile, region }: RegistryScope, configuration: ScanningConfiguration): string =>
  `aws ecr put-registry-scanning-configuration --scan-type ${configuration.scanType} --rules ${shellQuote(JSON.stringify(apiRules(configuration)))} --region ${shellQuote(region)} --profile ${shellQuote(profile)}`;

/** What will be different, a sentence each; empty when nothing would. */
export function configurationEffects(before: ScanningConfiguration, after: ScanningConfiguration): string[] {
  const effects: string[] = [];
  if (before.scanType !== after.scanType)
    effects.push(
      after.scanType === 'ENHANCED'
        ? 'Amazon Inspector scans from now on, and charges for each image (enhanced scanning).'
        : 'ECR’s own basic scanning takes the place of Amazon Inspector; findings of enhanced scans are no longer shown.',
    );
  const words = ({ rules }: ScanningConfiguration): string[] => rules.map(({ frequency, filters }) => `${FREQUENCIES[frequency]}: ${filters.join(', ')}`);
  const [had, has] = [words(before), words(after)];
  for (const rule of has) if (!had.includes(rule)) effects.push(`New: ${rule}`);
  for (const rule of had) if (!has.includes(rule)) effects.push(`No longer: ${rule}`);
  if (has.length === 0 && had.length > 0) effects.push('Images are scanned only when somebody asks for it.');
  return effects;
}

export const FREQUENCIES: Readonly<Record<ScanningConfiguration['rules'][number]['frequency'], string>> = {
  SCAN_ON_PUSH: 'Scan when an image is pushed',
  CONTINUOUS_SCAN: 'Scan all the time',
  MANUAL: 'Scan when asked to',
};
