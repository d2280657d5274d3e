import { setMaxListeners } from "node:events";

/** A controller whose signal any number of calls may listen to without a warning of Node's. */
export function callController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
