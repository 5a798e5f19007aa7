/** The small window that takes files to push. */
import { openPage } from './open-page';
import QuickPushPage from './screens/quick-push/QuickPushPage.svelte';
import { WindowState } from './state/window.svelte';

openPage(QuickPushPage, (client) => new WindowState(client, Date.now));
