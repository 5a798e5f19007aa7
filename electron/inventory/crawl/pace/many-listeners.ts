import { setMaxListeners } from 'node:events';

/** An AbortController whose signal many calls listen to at once: Node takes more than ten for a leak. */
export function controllerOfMany(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
