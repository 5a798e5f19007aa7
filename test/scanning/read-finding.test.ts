import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBasicFinding, readEnhancedFinding } from '../../electron/scanning/read-finding';
import { Finding } from '../../shared/model/findings';

const text = fc.option(fc.string(), { nil: undefined });

test('whatever a basic scan says becomes a finding with links of https alone', () => {
  const attributes = fc.array(fc.record({ key: fc.constantFrom('package_name', 'package_version', 'CVSS3_SCORE', 'fixed_version', 'other'), value: fc.string() }));
  const uri = fc.oneof(fc.webUrl({ validSchemes: ['http', 'https', 'javascript', 'file'] }), fc.string());
  fc.assert(
    fc.property(fc.record({ name: fc.string(), severity: fc.string(), uri, description: text, attributes }), (said) => {
      const finding = Finding.parse(readBasicFinding({ ...said, severity: said.severity as 'HIGH' }));
      expect(finding.links.every((link) => link.toLowerCase().startsWith('https://'))).toBe(true);
    }),
  );
});

test('an enhanced finding becomes one for each package that has it, each told apart', () => {
  const packages = fc.uniqueArray(fc.record({ name: fc.string({ minLength: 1 }), version: fc.string(), fixedInVersion: text }), { selector: ({ name }) => name, minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(packages, (vulnerablePackages) => {
      const findings = readEnhancedFinding({ severity: 'HIGH', packageVulnerabilityDetails: { vulnerabilityId: 'CVE-1', vulnerablePackages } });
      expect(findings).toHaveLength(vulnerablePackages.length);
      expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
      for (const finding of findings) Finding.parse(finding);
    }),
  );
});

test('an untriaged severity is undefined, and a fixed version that is not available is none', () => {
  const [finding] = readEnhancedFinding({ severity: 'UNTRIAGED', fixAvailable: 'NO', packageVulnerabilityDetails: { vulnerabilityId: 'CVE-1', vulnerablePackages: [{ name: 'a', fixedInVersion: 'NotAvailable' }] } });
  expect(finding).toMatchObject({ severity: 'UNDEFINED', fix: 'no' });
  expect(finding?.fixedIn).toBeUndefined();
});

test('a link with a user name in front is no link', () => {
  expect(readBasicFinding({ name: 'a', uri: 'https://nvd.nist.gov@evil.example/' }).links).toEqual([]);
});
