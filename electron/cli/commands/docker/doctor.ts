import type { Command } from 'commander';
import type { Diagnosis, DiagnosisStep } from '../../../../shared/model/diagnosis';
import type { Action } from '../../command-run';
import { commandFor } from '../../output/remedy-command';
import { SaidAlready } from '../../output/said-already';
import { plain } from '../../output/table';

const MARKS: Record<DiagnosisStep['status'], string> = { fine: 'ok', warning: '!!', broken: 'XX', skipped: '--' };

/** `berth doctor [REFERENCE]`. */
export function addDoctor(program: Command, action: Action): void {
  program
    .command('doctor')
    .description('say why Docker cannot pull an image or sign in; without one, look everything over')
    .argument('[reference]', 'an image or a registry')
    .action(
      action<[string]>(async ({ out, services }, reference?: string) => {
        const diagnosis = await services.doctor.diagnose(reference);
        out.result(diagnosis, () => diagnosisWords(diagnosis));
        if (diagnosis.cause !== undefined) throw new SaidAlready();
      }),
    );
}

/** A diagnosis as people read it: each link, then the cause and the next step. */
export function diagnosisWords({ steps, cause }: Diagnosis): string {
  const width = Math.max(...steps.map(({ title }) => title.length));
  const lines = steps.map(({ status, title, message }) => `${MARKS[status]}  ${title.padEnd(width)}  ${message}`);
  if (cause === undefined) lines.push('', 'Nothing is broken.');
  else {
    const command = cause.remedy === undefined ? undefined : commandFor(cause.remedy);
    lines.push('', cause.message, cause.hint, ...(command === undefined ? [] : [`  ${command}`]));
  }
  return `${lines.map(plain).join('\n')}\n`;
}
