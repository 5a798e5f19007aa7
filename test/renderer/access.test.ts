import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { called, describeWindow, testLooks, type Screen } from './demo/window-suite';

describeWindow('profiles and sign-ins in a real Chromium', (open) => {
  /** A question comes up, as another program may raise one at any time. */
  const ask = async (page: Page): Promise<void> => {
    const question = {
      id: 'q',
      kind: 'mfa-code',
      profile: 'production',
      mfaSerial: 'arn:aws:iam::111122223333:mfa/phone',
      wrong: false,
    } as const;
    await page.evaluate((asked) => window.demoBridge?.publish('questions', { questions: [asked] }), question);
    await page.getByRole('dialog', { name: /^MFA code/ }).waitFor();
  };

  const screens: Screen[] = [
    [
      'the details of a profile, with what it may do',
      {},
      async (page) => {
        await page.getByRole('group', { name: 'Profile production' }).getByRole('button').first().dblclick();
        await page.getByRole('button', { name: 'Check' }).click();
        await page.getByRole('table', { name: /may do/ }).waitFor();
      },
    ],
    [
      'the sessions of IAM Identity Center',
      {},
      async (page) => {
        await page.keyboard.press('Control+,');
        await page.getByRole('button', { name: 'Open… IAM Identity Center' }).click();
        await page.getByText('QWER-TYUI').waitFor();
      },
    ],
    [
      'accounts and roles',
      {},
      async (page) => {
        await page.keyboard.press('Control+,');
        await page.getByRole('button', { name: 'Open… IAM Identity Center' }).click();
        await page.getByRole('button', { name: 'Choose accounts…' }).click();
        await page.getByRole('button', { name: 'Choose all 450' }).click();
        await page.getByText('450 roles chosen.').waitFor();
      },
    ],
    [
      'Docker’s configuration',
      {},
      async (page) => {
        await page.keyboard.press('d');
        await page.getByRole('button', { name: 'Repair all 2' }).waitFor();
      },
    ],
    [
      'registries and profiles',
      {},
      async (page) => {
        await page.keyboard.press('d');
        await page.getByRole('radio', { name: 'Registries and profiles' }).click();
        await page.getByLabel('Try a registry').fill('999900001111.dkr');
        await page.getByRole('status').getByText('Nobody').waitFor();
      },
    ],
    [
      'the doctor',
      {},
      async (page) => {
        await page.keyboard.press('w');
        await page.getByRole('dialog', { name: 'Doctor' }).waitFor();
        await page.keyboard.press('Enter');
        await page.getByText('Not looked at').waitFor();
      },
    ],
    [
      'a question over a dialog',
      {},
      async (page) => {
        await page.keyboard.press('d');
        await ask(page);
      },
    ],
    [
      'a machine without a keychain',
      { scenario: 'failing' },
      async (page) => {
        await page.getByRole('button', { name: 'Secrets are locked' }).click();
        await page.getByLabel('Passphrase').waitFor();
      },
    ],
  ];
  testLooks(open, screens);

  test('a question takes the keys, and gives them back to the dialog below', async () => {
    await open({}, async (page) => {
      await page.keyboard.press('w');
      await page.getByRole('dialog', { name: 'Doctor' }).waitFor();
      await page.keyboard.type('host/one');
      await ask(page);
      await page.keyboard.type('12 34 56');
      await page.keyboard.press('Enter');
      expect(await called(page, 'question.answer')).toEqual([{ id: 'q', answer: '123456' }]);
      await page.evaluate(() => window.demoBridge?.publish('questions', { questions: [] }));
      await page.getByRole('dialog', { name: /^MFA code/ }).waitFor({ state: 'detached' });
      await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement);
      await page.keyboard.type('/two');
      expect(await page.getByLabel('Image or registry').inputValue()).toBe('host/one/two');
    });
  });

  test('a secret that could not be kept is not typed again after the way out was taken', async () => {
    await open({}, async (page) => {
      await page.getByRole('button', { name: 'Add profile' }).click();
      await page.getByLabel('Name', { exact: true }).fill('mine');
      await page.getByLabel('Region', { exact: true }).fill('eu-west-1');
      await page.getByLabel('Access key ID').fill('AKIAIOSFODNN7EXAMPLE');
      await page.getByLabel('Secret access key').fill('not-a-real-secret-at-all');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Use an encrypted file' }).click();
      await page.getByLabel('Passphrase').fill('correct horse');
      await page.getByLabel('Once more').fill('correct horse');
      await page.keyboard.press('Enter');
      await page
        .getByRole('dialog', { name: 'Keep secrets in an encrypted file' })
        .waitFor({ state: 'detached' });
      expect(await page.getByLabel('Secret access key').inputValue()).toBe('not-a-real-secret-at-all');
      expect(await called(page, 'secrets.useFile')).toEqual([{ passphrase: 'correct horse' }]);
    });
  });

  test('two hundred profiles are names at first, the rest comes with looking', async () => {
    await open({}, async (page) => {
      await page.evaluate(() => {
        const profiles = Array.from({ length: 200 }, (_, index) => ({
          name: `team-${index}`,
          source: 'aws-files' as const,
          kind: 'sso' as const,
          regions: ['eu-central-1', 'us-east-1'],
        }));
        window.demoBridge?.publish('profiles', { profiles, problems: [], files: [] });
      });
      const last = page.getByRole('group', { name: 'Profile team-199' });
      await last.waitFor();
      expect(await page.getByRole('button', { name: /^Actions of profile/ }).count()).toBeLessThan(60);
      await last.scrollIntoViewIfNeeded();
      await last.getByRole('button', { name: 'Actions of profile team-199' }).waitFor();
      await page.getByLabel('Find a profile').fill('team-15');
      await last.waitFor({ state: 'detached' });
      expect(await page.getByRole('group', { name: /^Profile team-/ }).count()).toBe(11);
    });
  });
});
