import type { BulkItem, ReportFormat } from '../../shared/model/bulk/bulk';
import type { Planned } from './planned';

/** The plan with all that is known of each item: a table for spreadsheets, JSON for programs, or the same as AWS CLI commands for a POSIX shell. */
export function bulkReport(planned: Planned, format: ReportFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ title: planned.title, counts: planned.counts(), items: planned.indexes().map((index) => ({ ...planned.item(index), awsCli: planned.awsCli(index) })) }, undefined, 2)}\n`;
    case 'csv':
      return [HEAD, ...planned.indexes().map((index) => row(planned.item(index)))].map((cells) => cells.map(cell).join(',')).join('\r\n') + '\r\n';
    case 'sh':
      return script(planned);
  }
}

const HEAD = ['profile', 'region', 'repository', 'change', 'result', 'effects', 'warnings', 'error', 'hint'];

const row = ({ repository, title, state, effects, warnings, error }: BulkItem): string[] => [
  repository.profile, repository.region, repository.name, title, state, effects.join(' '), warnings.join(' '), error?.message ?? '', error?.hint ?? '',
];

/** RFC 4180; what a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function script(planned: Planned): string {
  const lines = ['#!/bin/sh', `# ${planned.title.replaceAll(/[\r\n]+/g, ' ')}: the same with the AWS CLI (v2). A failure does not end the others.`];
  for (const index of planned.indexes()) {
    const state = planned.state(index);
    const why = state === 'refused' ? (planned.item(index).error?.message ?? '') : 'nothing would change';
    if (state === 'no-change' || state === 'refused') lines.push(`# ${planned.item(index).title}: left out, ${why.replaceAll(/[\r\n]+/g, ' ')}`);
    else lines.push(...planned.awsCli(index));
  }
  return `${lines.join('\n')}\n`;
}
