// First: a schema that is made decides at once whether code may be compiled for it. The build keeps it with zod itself, before whoever makes one.
import './bridge/zod-without-eval';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import './ui/styles/controls.css';
import './ui/styles/surfaces.css';
import { mount, type Component } from 'svelte';
import { BerthClient } from './bridge/berth-client';

/** Fills the page of a window. Each window has a page and a script of its own (`main.ts` and those beside it), so that all it needs is on its way at once, and nothing else. */
export function openPage<State>(
  page: Component<{ berth: State }>,
  stateOf: (client: BerthClient) => State,
): void {
  const target = document.getElementById('app');
  if (target === null) throw new Error('The page has no #app.');
  mount(page, { target, props: { berth: stateOf(new BerthClient(window.berth)) } });
}
