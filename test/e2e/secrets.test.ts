import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AsyncEntry } from '@napi-rs/keyring';
import { afterAll, beforeAll, expect } from 'vitest';
import { topics, type TopicName } from '../../shared/ipc/contract';
import { command, hearTopics, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { filesWith, processTexts } from '../support/secret-search';
import { startSandbox } from './steps';

const NAME = 'canary';
const SECRET = 'BerthCanary+0123456789abcdefghijklmnopqr';

requires('display', 'keyring').describe('the secret of a profile', () => {
  let berth: RunningBerth;
  const heard: string[] = [];
  const entry = new AsyncEntry('Berth', `profile:${NAME}`, { linux: { store: 'secret-service' } });

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
    await hearTopics(berth.page, heard);
  });
  afterAll(async () => {
    await entry.deletePassword().catch(() => undefined);
    await berth?.close();
  });

  const endpoint = async (): Promise<string> => {
    const config = await readFile(join(berth.home.berth, 'sandbox', 'config'), 'utf8');
    return /^endpoint_url = (.*)$/m.exec(config)?.[1] ?? '';
  };

  requires().test('is typed in the window, goes to the keychain, and nowhere else', async () => {
    const { page } = berth;
    await page.getByRole('button', { name: 'Add profile' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add profile' });
    await dialog.getByLabel('Name', { exact: true }).fill(NAME);
    await dialog.getByLabel('Region', { exact: true }).fill('eu-central-1');
    await dialog.getByLabel('Access key ID').fill('AKIACANARY0000000000');
    await dialog.getByLabel('Secret access key').fill(SECRET);
    await dialog.getByText('Label and endpoint').click();
    await dialog.getByLabel('Endpoint URL').fill(await endpoint());
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('group', { name: `Profile ${NAME}` }).waitFor();
    expect(await entry.getPassword()).toContain(SECRET);

    // It is used: the sandbox does not know the key and says so.
    await expect(command(page, 'profile.whoAmI', { name: NAME })).rejects.toThrow(/\S/);
    const answers = await Promise.all((Object.keys(topics) as TopicName[]).map((name) => topic(page, name)));
    expect(JSON.stringify(answers)).toContain(NAME);
    expect(JSON.stringify(answers)).not.toContain(SECRET);
    expect(heard.join()).toContain(NAME);
    expect(heard.join()).not.toContain(SECRET);
    expect(await page.content()).not.toContain(SECRET);

    const processes = await processTexts(berth.pid);
    // More than the main process, and their texts were really read.
    expect(processes.size).toBeGreaterThan(2);
    expect([...processes.values()].filter((text) => text.includes(berth.home.folder)).length).toBeGreaterThan(1);
    expect([...processes].filter(([, text]) => text.includes(SECRET)).map(([pid]) => pid)).toEqual([]);
    expect(await filesWith(berth.home.folder, 'AKIACANARY0000000000')).not.toEqual([]);
    expect(await filesWith(berth.home.folder, SECRET)).toEqual([]);
    expect(berth.output()).not.toContain(SECRET);
    expect(berth.complaints.join()).not.toContain(SECRET);
  });

  requires().test('leaves the keychain with its profile', async () => {
    const { page } = berth;
    await page.getByRole('button', { name: `Actions of profile ${NAME}` }).click();
    await page.getByRole('menuitem', { name: 'Remove profile…' }).click();
    await page.getByRole('dialog', { name: `Remove profile ${NAME}?` }).getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('group', { name: `Profile ${NAME}` }).waitFor({ state: 'detached' });
    expect(await entry.getPassword().catch(() => undefined) ?? undefined).toBeUndefined();
    expect(await filesWith(join(berth.home.berth), 'AKIACANARY0000000000')).toEqual([]);
  });
});
