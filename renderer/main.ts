import './bridge/zod-without-eval';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import './ui/styles/controls.css';
import './ui/styles/surfaces.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { BerthClient } from './bridge/berth-client';
import QuestionPage from './screens/questions/QuestionPage.svelte';
import QuickPushPage from './screens/quick-push/QuickPushPage.svelte';
import { QuestionState } from './state/question-window.svelte';
import { WindowState } from './state/window.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app.');
const client = new BerthClient(window.berth);

/** One page for all windows: a small one is asked for by its address. */
const view = new URLSearchParams(location.search).get('view');
if (view === 'question') mount(QuestionPage, { target, props: { berth: new QuestionState(client) } });
else if (view === 'quick-push')
  mount(QuickPushPage, { target, props: { berth: new WindowState(client, () => Date.now()) } });
else mount(App, { target, props: { berth: new WindowState(client, () => Date.now()) } });
