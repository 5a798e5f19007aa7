/** Runs in the page before the window's own script: puts the demo where the preload would put the real bridge. */
import { DemoBridge, type DemoOptions } from './bridge';
import { NOW } from './access';

declare global {
  interface Window {
    berthDemo?: DemoOptions;
    demoBridge?: DemoBridge;
  }
}

Date.now = () => NOW;
const bridge = new DemoBridge(window.berthDemo ?? { scenario: 'full', theme: 'light' });
window.demoBridge = bridge;
Object.defineProperty(window, 'berth', { value: { invoke: bridge.invoke, subscribe: bridge.subscribe, pathOf: bridge.pathOf } });
