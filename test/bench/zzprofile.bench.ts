import { writeFile } from 'node:fs/promises';
import { test } from 'vitest';
import { storeFile } from '../../electron/inventory/store/sql/open-store';
import { InventoryStore } from '../../electron/inventory/store/inventory-store';
import { RepositoryQuery } from '../../shared/model/repository';
import { createBerthHome } from '../support/berth-home';
import { launchBerth } from '../support/launch-berth';
import { NO_DOCKER } from '../support/with-berth';
import { scrollAndWatch, typeAndWait } from './browse/in-page';
import { keptEstate } from './browse/kept-estate';

const TYPED = ['payments api', 'us-east-1 web', 'ledger-v2', 'tag:v1*', 'pushed:<30d', 'size:>500mb'];
test('profile', async () => {
  const home = await createBerthHome();
  const file = storeFile(home.berth);
  const sources = await keptEstate(file, { repositories: 100_000, images: 1_000_000 });
  await writeFile(home.awsConfig, sources.map(({ profile, region }) => `[profile ${profile}]\nregion = ${region}\nendpoint_url = http://127.0.0.1:9\n`).join(''));
  await writeFile(home.awsCredentials, sources.map(({ profile }) => `[${profile}]\naws_access_key_id = AKIAEXAMPLE000000001\naws_secret_access_key = ${'x'.repeat(40)}\n`).join(''));
  const store = new InventoryStore({ file, now: Date.now, log: console.error });
  const typed = [];
  for (const search of TYPED.flatMap((text) => Array.from(text, (_l, index) => text.slice(0, index + 1)))) {
    const { rows: found, total } = await store.query(RepositoryQuery.parse({ search, sort: 'relevance' }));
    typed.push({ text: search, total, first: found[0]?.name });
  }
  await store.close();
  const berth = await launchBerth({ home, env: NO_DOCKER });
  const { page, app } = berth;
  await page.getByRole('row').nth(3).waitFor();
  await page.waitForTimeout(3000);
  const box = page.getByRole('searchbox', { name: 'Search repositories and images' });
  await box.fill('a'); await box.fill('');
  await page.waitForTimeout(3000);
  const cdp = await page.context().newCDPSession(page);
  const mainStart = () => app.evaluate(async ({ app: electron, ipcMain }) => {
    const { Session } = (globalThis as any).process.mainModule.require('inspector');
    const s = new Session(); s.connect(); (globalThis as any).prof = s;
    const post = (m: string, p?: object) => new Promise((res, rej) => s.post(m, p, (e: unknown, r: unknown) => e ? rej(e) : res(r)));
    await post('Profiler.enable'); await post('Profiler.setSamplingInterval', { interval: 500 }); await post('Profiler.start');
    if (!(globalThis as any).counts) {
      const counts: Record<string, number> = (globalThis as any).counts = {};
      const map = (ipcMain as any)._invokeHandlers as Map<string, any>;
      for (const [channel, h] of map) map.set(channel, (e: any, name: string, ...rest: any[]) => { counts[name] = (counts[name] ?? 0) + 1; return h(e, name, ...rest); });
      const { webContents } = (globalThis as any).process.mainModule.require('electron');
      for (const wc of webContents.getAllWebContents()) { const send = wc.send.bind(wc); wc.send = (ch: string, ...a: any[]) => { counts['send ' + a[0]] = (counts['send ' + a[0]] ?? 0) + 1; return send(ch, ...a); }; }
    }
  });
  const mainStop = () => app.evaluate(async () => {
    const s = (globalThis as any).prof;
    const r: any = await new Promise((res, rej) => s.post('Profiler.stop', (e: unknown, r: unknown) => e ? rej(e) : res(r)));
    const c = { ...(globalThis as any).counts }; for (const k of Object.keys(c)) delete (globalThis as any).counts[k];
    s.disconnect();
    return { profile: JSON.stringify(r.profile), counts: c };
  });
  await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', { interval: 200 });
  const traceStart = () => app.evaluate(async () => { const { contentTracing } = (globalThis as any).process.mainModule.require('electron'); await contentTracing.startRecording({ included_categories: ['devtools.timeline', 'toplevel', 'cc', 'viz', 'ipc', 'blink', 'gpu'] }); });
  const traceStop = (path: string) => app.evaluate(async (_e, p) => { const { contentTracing } = (globalThis as any).process.mainModule.require('electron'); await contentTracing.stopRecording(p); }, path);
  const phase = async (name: string, work: () => Promise<void>) => {
    await mainStart();
    await cdp.send('Profiler.start');
    await cdp.send('Performance.enable');
    const metrics = async () => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }: any) => [name, value]));
    const before: any = await metrics(); const start = Date.now();
    await work();
    const after: any = await metrics();
    const { profile } = await cdp.send('Profiler.stop');
    await writeFile(`/tmp/prof-${name}.cpuprofile`, JSON.stringify(profile));
    const m = await mainStop();
    await writeFile(`/tmp/prof-${name}-main.cpuprofile`, m.profile);
    console.log(name, Date.now() - start, 'ms', JSON.stringify(m.counts));
    console.log(['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration', 'TaskDuration', 'LayoutCount', 'RecalcStyleCount', 'JSHeapUsedSize', 'Nodes'].map((k) => `${k} ${(after[k] - before[k]).toFixed(3)}`).join(' '));
  };
  await phase('type', async () => {
    const waits = [];
    for (const each of typed) { if (each.text.length === 1) await box.fill(''); waits.push([Math.round(await page.evaluate(typeAndWait, each)), each.text]); }
    console.log(waits.map((w) => w.join(' ')).join(', '));
    console.log('sorted', waits.map(([w]) => w).sort((a: any, b: any) => a - b).join(' '));
  });
  await box.fill(''); await page.waitForTimeout(1500);
  await phase('idle', async () => { await page.waitForTimeout(3000); });
  await phase('scroll', async () => { const f = await page.evaluate(scrollAndWatch, 3000); console.log('fps', 1000 * f.length / f.reduce((a, b) => a + b, 0), 'worst', Math.max(...f)); });
  await traceStart();
  for (const each of typed.slice(0, 40)) { if (each.text.length === 1) await box.fill(''); await page.evaluate(typeAndWait, each); }
  await traceStop('/tmp/trace-type.json');
  await box.fill(''); await page.waitForTimeout(1500);
  await traceStart();
  await page.evaluate(scrollAndWatch, 3000);
  await traceStop('/tmp/trace-scroll.json');
  await berth.close(); await home.remove();
}, 300_000);
