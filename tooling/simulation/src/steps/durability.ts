import type { Step } from "./stage.ts";

/** Who has promised that a file survives a power cut. */
interface Promised {
  /** Whose calls are looked at. */
  readonly site: "local" | "server";
  /** The final name. */
  readonly name: string;
  /** The directory that has the name, if the name is promised too. */
  readonly directory?: string;
}

/**
 * What is missing of the calls that make a file durable: the content is put on the disk after the last write and before
 * the file gets its name, the directory after that.
 */
export function missingSync(steps: readonly Step[], { site, name, directory }: Promised): string | undefined {
  const calls = steps.filter((step) => step.site === site).map((step) => step.name);
  const has = (call: string, what: string) => call.startsWith(`${what} `) && call.includes(name);
  const written = calls.findLastIndex((call) => has(call, "write"));
  const renamed = calls.findIndex((call) => has(call, "rename"));
  const named = renamed < 0 ? calls.length : renamed;
  if (!calls.slice(written + 1, named).some((call) => has(call, "fsync")))
    return `the content of ${name} was not put on the disk before it got its name`;
  if (directory === undefined) return undefined;
  const isSynced = calls.slice(Math.max(renamed, written) + 1).includes(`fsync ${directory}`);
  return isSynced ? undefined : `the name ${name} was not put on the disk`;
}
