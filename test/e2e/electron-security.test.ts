import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Result } from '../../shared/errors';
import { commands } from '../../shared/ipc/contract';
import { invoke, type Bridge } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { repetitions } from '../support/long-form';

const WINDOW = 'app://berth/index.html';
/** Commands that only answer; the others would act on Docker, files or the desktop if an input were right by chance. */
const ANSWERING = ['repository.query', 'repository.show', 'image.query', 'push.propose', 'profile.whoAmI', 'job.cancel', 'job.dismiss'] as const;

requires('display').describe('the window is a sealed room', () => {
  let berth: RunningBerth;
  beforeAll(async () => {
    berth = await launchBerth();
    await berth.app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { opened });
      shell.openExternal = (url) => Promise.resolve(void opened.push(url));
    });
  });
  afterAll(() => berth?.close());

  const inPage = <T>(script: string): Promise<T> => berth.page.evaluate<T>(script);
  /** Runs it as the page itself would: what a debugger evaluates at once is above the policy. */
  const later = (script: string): Promise<void> =>
    inPage(`new Promise((done) => setTimeout(() => { try { ${script} } catch {} setTimeout(done, 100); }))`);
  const opened = (): Promise<string[]> => berth.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);

  test('its page runs isolated, in the sandbox, without Node, and with web security', async () => {
    const preferences = await berth.app.evaluate(({ BrowserWindow }) => {
      // Electron has it for its own tests; the types leave it out.
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInSubFrames: false, webSecurity: true, allowRunningInsecureContent: false,
      webviewTag: false,
    });
    // Electron leaves out what is off.
    for (const name of ['nodeIntegrationInWorker', 'experimentalFeatures', 'enableBlinkFeatures', 'navigateOnDragDrop']) expect(preferences[name], name).toBeFalsy();
  });

  test('nothing of Node or Electron is in reach of the page', async () => {
    expect(await inPage("['require', 'process', 'module', 'Buffer', 'global', 'electron', '__dirname'].filter((name) => name in globalThis)")).toEqual([]);
  });

  test('the page has two functions of Berth, which cannot be replaced', async () => {
    expect(await inPage('Object.keys(window.berth).sort()')).toEqual(['invoke', 'pathOf', 'subscribe']);
    expect(await inPage('(() => { try { window.berth.invoke = () => 1 } catch {} try { window.berth = 1 } catch {} return typeof window.berth.invoke === "function" && String(window.berth.invoke) !== "() => 1" })()')).toBe(true);
  });

  test('every answer of the page carries a strict policy', async () => {
    const headers = await inPage<Record<string, string>>("fetch('index.html').then((answer) => Object.fromEntries(answer.headers))");
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy.replace(/style-src-attr [^;]*/, '')).not.toMatch(/unsafe-|https?:|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test.each([
    ['an inline script', "const e = document.createElement('script'); e.append('window.broken = 1'); document.body.append(e)"],
    ['an event attribute', "const e = document.createElement('img'); e.setAttribute('onerror', 'window.broken = 1'); e.src = 'data:,'; document.body.append(e)"],
    ['eval', "eval('window.broken = 1')"],
    ['a script from elsewhere', "const e = document.createElement('script'); e.src = 'data:text/javascript,window.broken=1'; document.body.append(e)"],
    ['markup as text', "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.broken=1\">')"],
  ])('%s does not run', async (_what, script) => {
    await later(script);
    expect(await inPage('window.broken')).toBeUndefined();
  });

  test.each(['https://example.com/', 'file:///etc/passwd', 'data:text/html,x', 'app://other/index.html', 'javascript:void(window.broken=1)'])('does not go to %s', async (address) => {
    await later(`location.href = ${JSON.stringify(address)}`);
    expect(berth.page.url().split('#')[0]).toBe(WINDOW);
    expect(await inPage('window.broken')).toBeUndefined();
  });

  test('opens no window, and in the browser only the hosts Berth links to', async () => {
    const pages = berth.app.windows().length;
    const addresses = ['https://example.com/', 'file:///etc/passwd', 'about:blank', 'http://github.com/', 'https://github.com@evil.example/', 'https://docs.docker.com/engine/'];
    for (const address of addresses) expect(await inPage(`window.open(${JSON.stringify(address)}) === null`)).toBe(true);
    expect(await opened()).toEqual(['https://docs.docker.com/engine/']);
    expect(berth.app.windows()).toHaveLength(pages);
  });

  test('the command that opens links takes the same ones only', async () => {
    for (const url of ['https://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'smb://host/share']) {
      expect(await invoke(berth.page, 'link.open', { url })).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    }
    expect(await invoke(berth.page, 'link.open', { url: 'https://console.aws.amazon.com/ecr' })).toMatchObject({ ok: true });
    expect((await opened()).at(-1)).toBe('https://console.aws.amazon.com/ecr');
  });

  test('no permission is granted, asked or looked up', async () => {
    expect(await inPage("navigator.mediaDevices?.getUserMedia({ audio: true }).then(() => 'given', (thrown) => thrown.name) ?? 'absent'")).not.toBe('given');
    expect(await inPage("new Promise((done) => navigator.geolocation.getCurrentPosition(() => done('given'), ({ code }) => done(code)))")).toBe(1);
    expect(await inPage('Notification.requestPermission()')).toBe('denied');
    for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi']) {
      expect(await inPage(`navigator.permissions.query({ name: '${name}' }).then(({ state }) => state)`), name).toBe('denied');
    }
  });

  test.each(['/../../package.json', '/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json', '/%5c..%5c..%5cpackage.json', '//etc/passwd'])(
    'serves nothing outside the page for %s',
    async (path) => {
      // Asked in main, below the address parser of the page: as hostile as an address can be.
      const { status, text } = await berth.app.evaluate(async ({ net }, url) => {
        const answer = await net.fetch(url);
        return { status: answer.status, text: await answer.text() };
      }, `app://berth${path}`);
      expect(status).toBe(404);
      expect(text).toBe('Not found');
    },
  );

  test('another host of the scheme and another method are answered with nothing', async () => {
    const answers = await berth.app.evaluate(async ({ net }) => [
      (await net.fetch('app://other/index.html')).status,
      (await net.fetch('app://berth/index.html', { method: 'POST', body: 'x' })).status,
    ]);
    expect(answers).toEqual([404, 404]);
  });

  test('embeds no other page, and an empty frame cannot speak to Berth', async () => {
    const heard = await inPage<string[]>(`(async () => {
      const heard = [];
      for (const source of ['about:blank', 'data:text/html,x', 'https://example.com/']) {
        const frame = document.createElement('iframe');
        frame.src = source;
        document.body.append(frame);
        await new Promise((done) => setTimeout(done, 100));
        try { heard.push(String(frame.contentWindow.berth)); } catch (thrown) { heard.push(thrown.name); }
        frame.remove();
      }
      return heard;
    })()`);
    expect(heard.filter((what) => !['undefined', 'SecurityError'].includes(what))).toEqual([]);
  });

  test('a page that is not ours gets no answer, even with our preload', async () => {
    const answer = await berth.app.evaluate(async ({ BrowserWindow }, preload) => {
      const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } });
      await window.loadURL('data:text/html,<title>elsewhere</title>');
      const answer: unknown = await window.webContents.executeJavaScript("window.berth.invoke('settings.change', {})");
      window.destroy();
      return answer;
    }, join(__dirname, '../../dist/electron/preload.cjs'));
    expect(JSON.parse(answer as string)).toEqual({ ok: false, error: { code: 'unsupported', message: 'This page may not speak to Berth.' } });
  });

  test.each(['', 'constructor', '__proto__', 'toString', 'session.signin', 'fs.readFile', null, 7, {}, ['session.signIn']])('refuses %j, which is no command', async (name) => {
    expect(await invoke(berth.page, name, {})).toMatchObject({ ok: false, error: { code: 'unsupported' } });
  });

  test('says nothing about a topic there is none of', async () => {
    const heard = await berth.page.evaluate(async () => {
      const { berth: bridge } = globalThis as unknown as { berth: Bridge };
      let heard = 0;
      for (const name of ['nonsense', '__proto__', 'constructor', 7]) bridge.subscribe(name, () => (heard += 1));
      // A real topic asked afterwards is answered after these would have been.
      await new Promise((done) => bridge.subscribe('app', done));
      return heard;
    });
    expect(heard).toBe(0);
  });

  test('answers every random input with a result, never with a crash or an unclassified error', async () => {
    const seed = 20_261;
    const one = fc.tuple(fc.constantFrom(...ANSWERING), fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('profile', 'region', 'name', 'id', 'offset', 'limit', 'search', 'target', 'containerId'), fc.jsonValue())));
    const calls: [string, unknown][] = fc.sample(one, { numRuns: repetitions({ short: 500, long: 10_000 }), seed });
    const texts = await berth.page.evaluate(
      (calls) => Promise.all(calls.map(([name, input]) => (globalThis as unknown as { berth: Bridge }).berth.invoke(name, input))),
      calls,
    );
    const answers = texts.map((text) => JSON.parse(text) as Result<unknown>);
    const wrong = answers.flatMap((answer, index) => (answer.ok || answer.error.code !== 'internal' ? [] : [{ call: calls[index], answer }]));
    expect(wrong, `seed ${seed}`).toEqual([]);
    expect(answers.filter((answer) => !answer.ok).length).toBeGreaterThan(calls.length / 2);
  });

  test('no command of the contract takes a random value of the wrong kind', async () => {
    for (const name of Object.keys(commands)) {
      for (const input of [null, 7, 'text', [], true]) expect(await invoke(berth.page, name, input), name).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    }
  });

  test('the page is the built one, and the log knows of no failure inside Berth', async () => {
    expect(berth.page.url()).toBe(WINDOW);
    const log = await readFile(join(berth.home.berth, 'logs', 'berth.log'), 'utf8').catch(() => '');
    expect(log).not.toMatch(/uncaught|unhandled/);
  });
});

requires('display').describe("Chromium's own sandbox", () => {
  test.skipIf(process.getuid?.() === 0)("keeps the page's process in [skipped as root, for which Chromium has none]", async () => {
    const berth = await launchBerth();
    try {
      expect(await berth.app.evaluate(({ app }) => app.commandLine.hasSwitch('no-sandbox'))).toBe(false);
      const metrics = await berth.app.evaluate(({ app }) => app.getAppMetrics().filter(({ type }) => type === 'Tab').map(({ sandboxed }) => sandboxed ?? true));
      expect(metrics).toEqual([true]);
    } finally {
      await berth.close();
    }
  });
});
