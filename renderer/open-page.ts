import { mount } from 'svelte';
import { BerthClient } from './bridge/berth-client';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app.');
const client = new BerthClient(window.berth);

/** One page for all windows: a small one is asked for by its address, and reads no more than it needs. */
const view = new URLSearchParams(location.search).get('view');
const now = (): number => Date.now();
if (view === 'question') {
  const [{ default: QuestionPage }, { QuestionState }] = await Promise.all([
    import('./screens/questions/QuestionPage.svelte'),
    import('./state/question-window.svelte'),
  ]);
  mount(QuestionPage, { target, props: { berth: new QuestionState(client) } });
} else if (view === 'quick-push') {
  const [{ default: QuickPushPage }, { WindowState }] = await Promise.all([
    import('./screens/quick-push/QuickPushPage.svelte'),
    import('./state/window.svelte'),
  ]);
  mount(QuickPushPage, { target, props: { berth: new WindowState(client, now) } });
} else {
  const [{ default: App }, { WindowState }] = await Promise.all([
    import('./App.svelte'),
    import('./state/window.svelte'),
  ]);
  mount(App, { target, props: { berth: new WindowState(client, now) } });
}
