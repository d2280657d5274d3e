import { setMaxListeners } from "node:events";

/** Tells Node that many calls at once may listen to a signal: that is no leak to warn of. */
export function allowManyListeners(signal: AbortSignal): void {
  setMaxListeners(0, signal);
}

/** A controller for many calls at once. */
export function callController(): AbortController {
  const controller = new AbortController();
  allowManyListeners(controller.signal);
  return controller;
}
