/** A finding of a basic scan, as Amazon Inspector would tell it. */
import { z } from 'zod';
import type { ImageState, RegistryState, RepositoryState } from '../../state';
import { seconds } from '../fields';
import { repositoryArn } from '../../registry/authorize';

const Basic = z.object({
  name: z.string(),
  severity: z.string(),
  uri: z.string().optional(),
  description: z.string().optional(),
  attributes: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
});

const SCORES: Readonly<Record<string, number>> = { CRITICAL: 9.8, HIGH: 7.5, MEDIUM: 5.3, LOW: 3.1 };

export function enhancedFinding(finding: unknown, { registry, repository, image, scannedAt }: { registry: RegistryState; repository: RepositoryState; image: ImageState; scannedAt: number }): object {
  const { name, severity, uri, description, attributes } = Basic.parse(finding);
  const of = (key: string): string | undefined => attributes.find((each) => each.key === key)?.value;
  const at = of('package_name') ?? 'unknown';
  const score = SCORES[severity] ?? 0;
  const fixed = of('fixed_version');
  const exploit = severity === 'CRITICAL';
  return {
    awsAccountId: registry.accountId,
    findingArn: `arn:aws:inspector2:${registry.region}:${registry.accountId}:finding/${name.toLowerCase()}`,
    type: 'PACKAGE_VULNERABILITY',
    status: 'ACTIVE',
    title: `${name} - ${at}`,
    severity,
    description: description ?? `A weakness of ${at}.`,
    firstObservedAt: seconds(scannedAt),
    lastObservedAt: seconds(scannedAt),
    updatedAt: seconds(scannedAt),
    score,
    scoreDetails: { cvss: { score, scoringVector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', scoreSource: 'NVD', version: '3.1', adjustments: [] } },
    fixAvailable: fixed === undefined ? 'NO' : 'YES',
    exploitAvailable: exploit ? 'YES' : 'NO',
    remediation: { recommendation: { text: 'None Provided' } },
    packageVulnerabilityDetails: {
      vulnerabilityId: name,
      source: 'NVD',
      sourceUrl: `https://nvd.nist.gov/vuln/detail/${name}`,
      referenceUrls: uri === undefined ? [] : [uri],
      relatedVulnerabilities: [],
      vendorSeverity: severity,
      cvss: [{ baseScore: score, scoringVector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', source: 'NVD', version: '3.1' }],
      vulnerablePackages: [
        { name: at, version: of('package_version') ?? '0', epoch: 0, arch: 'AMD64', packageManager: 'OS', sourceLayerHash: image.digest, ...(fixed !== undefined && { fixedInVersion: fixed }) },
      ],
    },
    resources: [
      {
        id: `${repositoryArn(registry, repository.name)}/${image.digest}`,
        type: 'AWS_ECR_CONTAINER_IMAGE',
        details: {
          awsEcrContainerImage: {
            registry: registry.accountId,
            repositoryName: repository.name,
            imageHash: image.digest,
            pushedAt: seconds(image.pushedAt),
            imageTags: Object.entries(repository.tags).flatMap(([tag, digest]) => (digest === image.digest ? [tag] : [])),
            inUseCount: Object.values(repository.tags).includes(image.digest) ? 1 : 0,
            lastInUseAt: seconds(scannedAt),
          },
        },
      },
    ],
  };
}
