/** What `pnpm proving` takes from here. */
export { rate } from "./codec/rate.ts";
export { rejections } from "./codec/rejections.ts";
export { type Machine, machineLine, thisMachine } from "./report/machine.ts";
