import './ui/styles/tokens.css';
import './ui/styles/base.css';
import './ui/styles/controls.css';
import './ui/styles/surfaces.css';
import { mount } from 'svelte';
import { config } from 'zod';
import App from './App.svelte';
import { BerthClient } from './bridge/berth-client';
import { WindowState } from './state/window.svelte';

// The window's content security policy forbids compiled code, which zod would otherwise try.
config({ jitless: true });

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app.');

mount(App, { target, props: { berth: new WindowState(new BerthClient(window.berth), () => Date.now()) } });
