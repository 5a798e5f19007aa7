/** The main window. */
import { openPage } from './open-page';
import App from './App.svelte';
import { WindowState } from './state/window.svelte';

openPage(App, (client) => new WindowState(client, Date.now));
