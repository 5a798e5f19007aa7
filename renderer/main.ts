import './bridge/zod-without-eval';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import './ui/styles/controls.css';
import './ui/styles/surfaces.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { BerthClient } from './bridge/berth-client';
import { WindowState } from './state/window.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app.');

mount(App, { target, props: { berth: new WindowState(new BerthClient(window.berth), () => Date.now()) } });
