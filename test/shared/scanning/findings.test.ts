import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FindingFilter, SEVERITIES, type Finding } from '../../../shared/model/findings';
import { compareFindings } from '../../../shared/scanning/compare-findings';
import { configurationCommand, configurationEffects } from '../../../shared/scanning/configuration-command';
import { findingsCsv } from '../../../shared/scanning/export-findings';
import { filterFindings } from '../../../shared/scanning/filter-findings';
import { countFrom, countSeverities, countWords } from '../../../shared/scanning/severity';

const finding = fc.record({ name: fc.constantFrom('CVE-1', 'CVE-2', 'CVE-3', 'CVE-4'), severity: fc.constantFrom(...SEVERITIES), package: fc.constantFrom('a', 'b') }).map((some): Finding => ({ id: `${some.name}|${some.package}`, fix: 'unknown', links: [], ...some }));
const findings = fc.uniqueArray(finding, { selector: ({ id }) => id });

test('every finding of the second image is new or in both, every one of the first is fixed or in both', () => {
  fc.assert(
    fc.property(findings, findings, (before, after) => {
      const { added, fixed, same } = compareFindings(before, after);
      expect(added.length + same.length).toBe(after.length);
      expect(fixed.length + same.length).toBe(before.length);
    }),
  );
});

test('the worst come first, and a filter leaves only what it names', () => {
  fc.assert(
    fc.property(findings, fc.subarray([...SEVERITIES]), (all, severities) => {
      const kept = filterFindings(all, FindingFilter.parse({ severities }));
      const ranks = kept.map(({ severity }) => SEVERITIES.indexOf(severity));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      if (severities.length > 0) expect(kept.every(({ severity }) => severities.includes(severity))).toBe(true);
    }),
  );
});

test('counts are said worst first, and counted from a severity up', () => {
  const counts = countSeverities([{ severity: 'LOW' }, { severity: 'CRITICAL' }, { severity: 'LOW' }]);
  expect(countWords(counts)).toBe('1 critical, 2 low');
  expect(countFrom(counts, 'HIGH')).toBe(1);
  expect(countFrom(counts, 'LOW')).toBe(3);
});

test('a cell that a spreadsheet would run is defused, and quotes are doubled', () => {
  const csv = findingsCsv([{ id: 'a', name: '=1+1', severity: 'LOW', fix: 'no', links: [], description: 'says "so", twice' }]);
  expect(csv).toContain("'=1+1,LOW");
  expect(csv).toContain('"says ""so"", twice"');
});

test('a change of scanning is told in sentences and as a command that a shell reads as one', () => {
  const before = { scanType: 'BASIC' as const, rules: [] };
  const after = { scanType: 'ENHANCED' as const, rules: [{ frequency: 'CONTINUOUS_SCAN' as const, filters: ['prod/*'] }] };
  expect(configurationEffects(before, before)).toEqual([]);
  expect(configurationEffects(before, after)).toEqual(['Amazon Inspector scans from now on, and charges for each image (enhanced scanning).', 'New: Scan all the time: prod/*']);
  expect(configurationCommand({ profile: 'dev', region: 'eu-central-1' }, after)).toContain(`--rules '[{"scanFrequency":"CONTINUOUS_SCAN","repositoryFilters":[{"filter":"prod/*","filterType":"WILDCARD"}]}]'`);
});
