/**
 * What a world runs in. Importing this module replaces the clock, `randomBytes` and `node:fs/promises` of the process, so
 * it is loaded before everything else (`node --import`), in programs that do nothing but run worlds.
 */
import { LocalDisk } from "./localDisk.ts";
import { installSeededBytes } from "./seededBytes.ts";
import { SystemCalls } from "./systemCalls.ts";
import { VirtualTime } from "./virtualTime.ts";

export const time = VirtualTime.install();
export const systemCalls = SystemCalls.install();
export const localDisk = LocalDisk.install(systemCalls.real);
installSeededBytes();

/** What nobody waited for: rejections and exceptions since the world began. */
export const escaped: string[] = [];

time.onUncaught = (error) => escaped.push(`uncaught exception: ${describe(error)}`);
process.on("unhandledRejection", (reason) => escaped.push(`unhandled rejection: ${describe(reason)}`));
process.on("uncaughtException", (error) => escaped.push(`uncaught exception: ${describe(error)}`));
process.on("warning", (warning) => {
  if (warning.name === "MaxListenersExceededWarning") escaped.push(describe(warning));
});

function describe(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
