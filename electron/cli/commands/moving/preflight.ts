import type { Command } from 'commander';
import type { PreflightFinding } from '../../../../shared/model/moving/preflight';
import type { Action } from '../../command-run';
import { commandFor } from '../../output/remedy-command';
import { SaidAlready } from '../../output/said-already';
import { wantedProfile } from '../../arguments/scope';

const MARKS: Readonly<Record<PreflightFinding['level'], string>> = { stop: '✗', warn: '!', unknown: '?', good: '✓' };

/** `berth preflight`: what would refuse a push, before it; exit status 1 when something would. */
export function addPreflight(program: Command, action: Action): void {
  program
    .command('preflight <reference>')
    .description('look at everything that could refuse a push there, and change nothing')
    .option('--digest <digest>', 'what will be pushed: a tag that names it already is no conflict')
    .action(
      action<[string], { digest?: string }>(async (run, reference) => {
        const profile = wantedProfile(run.options, run.env);
        const { digest } = run.options;
        const report = await run.services.preflight.check({ reference, ...(profile !== undefined && { profile }), ...(digest !== undefined && { digest }) });
        run.out.result(report, () => `${report.findings.flatMap(lines).join('\n')}\n`);
        if (report.findings.some(({ level }) => level === 'stop')) throw new SaidAlready();
      }),
    );
}

function lines({ level, message, hint, remedy }: PreflightFinding): string[] {
  const command = remedy === undefined ? undefined : commandFor(remedy);
  return [`${MARKS[level]} ${message}`, ...(hint === undefined ? [] : [`  ${hint}`]), ...(command === undefined ? [] : [`  ${command}`])];
}
