import type { Question } from '../../../shared/model/question';
import { spacedAccount } from '../../words/names';

/** Digits of an MFA code. */
export const CODE_LENGTH = 6;

/** What a person is asked, and what it is for. */
export function questionWords(question: Question): {
  title: string;
  text: string;
  label: string;
  wrong: string;
} {
  switch (question.kind) {
    case 'mfa-code':
      return {
        title: `MFA code for ${question.profile}`,
        text: `Type the ${CODE_LENGTH} digits that ${deviceName(question.mfaSerial)} shows now.`,
        label: 'Code',
        wrong: 'AWS did not accept that code. Wait for the next one and type it.',
      };
    case 'passphrase':
      return {
        title: 'Passphrase of Berth’s secrets',
        text: 'Secrets are kept in an encrypted file on this machine. The passphrase opens it until Berth quits.',
        label: 'Passphrase',
        wrong: 'That is not the passphrase. Try again.',
      };
  }
}

/** `arn:aws:iam::111122223333:mfa/phone` → `phone (account 1111 2222 3333)`; a hardware device is its serial number. */
export function deviceName(serial: string): string {
  const [, account, name] = /^arn:[^:]+:iam::(\d{12}):(?:mfa|u2f)\/(.+)$/.exec(serial) ?? [];
  return account === undefined || name === undefined ? serial : `${name} (account ${spacedAccount(account)})`;
}

/** What a person typed or pasted, as the digits of a code: spaces between them are how apps show them. */
export const codeDigits = (text: string): string => text.replace(/\D/g, '').slice(0, CODE_LENGTH);
