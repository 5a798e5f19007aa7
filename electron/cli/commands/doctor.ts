import type { Command } from 'commander';
import type { Diagnosis, DiagnosisStep } from '../../../shared/model/diagnosis';
import type { Remedy } from '../../../shared/model/remedy';
import type { Action } from '../command-run';
import { SaidAlready } from '../said-already';
import { plain } from '../table';

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

/** What to type for a remedy; undefined where there is nothing to type. */
function commandFor(remedy: Remedy): string | undefined {
  switch (remedy.kind) {
    case 'sign-in':
      return `berth login --profile ${remedy.profile}`;
    case 'sso-sign-in':
      return `berth sso login ${remedy.session}`;
    case 'create-repository':
      return `berth repo create ${remedy.repository} --profile ${remedy.profile} --region ${remedy.region}`;
    case 'grant-pull':
      return remedy.ownerProfile === undefined ? undefined : `berth repo grant-pull ${remedy.host}/${remedy.repository} --to ${remedy.accountId} --profile ${remedy.ownerProfile}`;
    case 'diagnose':
      return `berth doctor${remedy.reference === undefined ? '' : ` ${remedy.reference}`}`;
    case 'use-secret-file':
      return undefined;
  }
}
