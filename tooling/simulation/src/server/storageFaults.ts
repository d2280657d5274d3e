import type { Interceptor } from "@sftp/server";
import type { StorageFault } from "../world/plan.ts";
import { errno } from "./quirks.ts";

/** Operations of a backend that are one kind of fault. */
const KINDS: Readonly<Record<string, StorageFault["operation"]>> = {
  lstat: "stat",
  lchattr: "chattr",
  posixRename: "rename",
};

/** A storage some of whose calls fail, or are never answered. */
export function faultInterceptor(faults: readonly StorageFault[]): Interceptor {
  const calls = new Map<string, number>();
  return async (call, proceed) => {
    const operation = KINDS[call.operation] ?? call.operation;
    const nth = calls.get(operation) ?? 0;
    calls.set(operation, nth + 1);
    const fault = faults.find(
      (each) => each.operation === operation && nth >= each.nth && nth < each.nth + each.times,
    );
    if (fault === undefined) return proceed();
    // A close that fails has closed all the same.
    if (operation === "close") await proceed();
    // A request that was lost: the storage never says anything until the session gives it up.
    if (fault.how === "hang") {
      return new Promise((_, reject) => {
        call.ctx.signal.addEventListener("abort", () => reject(errno("ECANCELED")), { once: true });
      });
    }
    throw errno(fault.how);
  };
}
