import { performance } from "node:perf_hooks";

import { isPromiseLike } from "../backend/awaitable.ts";
import type { SFTPHandle, SFTPServerInterface } from "../backend/backend.ts";
import { type BackendCall, intercept } from "./intercept.ts";

/** Why an operation failed, as text. */
export interface AuditError {
  /** `ENOENT`, `EACCES`, ..., where the error has a code. */
  readonly code?: string | undefined;
  /** What the error says. It is for whoever runs the server: it may name paths of this machine. */
  readonly message: string;
}

/** What somebody did, or tried to do. `JSON.stringify` writes all of it. */
export interface AuditRecord {
  /** When it began. */
  readonly time: Date;
  readonly sessionId: string;
  readonly user: string | undefined;
  readonly remoteAddress: string | undefined;
  readonly operation: BackendCall["operation"];
  /** Whether it changes anything; of a `close`, whether the file was open for writing. */
  readonly effect: BackendCall["effect"];
  readonly paths: readonly string[];
  /** `aborted`: a file was open when its session was lost, or a write to it had failed. */
  readonly outcome: "ok" | "failed" | "aborted";
  /** What it failed with. */
  readonly error?: AuditError | undefined;
  /** How long it took, to the microsecond. */
  readonly durationMs: number;
  /** In the record of a `close`: bytes that were read while the file was open. */
  readonly bytesRead?: number | undefined;
  /** In the record of a `close`: bytes that were written while the file was open. */
  readonly bytesWritten?: number | undefined;
}

/** What has gone through an open file. */
interface Traffic {
  /** What it was opened for. */
  readonly effect: BackendCall["effect"];
  bytesRead: number;
  bytesWritten: number;
}

/**
 * A backend of which every operation is recorded when it is over, whether it succeeded or not. Reads and writes that
 * succeed are summed up in the record of the file's `close`.
 *
 * @param record must not throw
 */
export function audit(
  backend: SFTPServerInterface,
  record: (entry: AuditRecord) => void,
): SFTPServerInterface {
  const traffic = new WeakMap<SFTPHandle, Traffic>();
  return intercept(backend, (call, proceed) => {
    const time = new Date();
    const start = performance.now();
    const ended = (outcome: AuditRecord["outcome"], details: Partial<AuditRecord> = {}) => {
      const { operation, effect, paths, ctx } = call;
      const { id: sessionId, user, remoteAddress } = ctx.session;
      const durationMs = Math.round((performance.now() - start) * 1000) / 1000;
      record({
        time,
        sessionId,
        user,
        remoteAddress,
        operation,
        effect,
        paths,
        outcome,
        durationMs,
        ...details,
      });
    };
    const succeeded = (result: unknown) => {
      const passed = call.handle && traffic.get(call.handle);
      if (call.operation === "read") {
        if (passed) passed.bytesRead += result as number;
      } else if (call.operation === "write") {
        if (passed) passed.bytesWritten += (call.args[0] as Uint8Array).length;
      } else if (call.operation === "close") {
        ended(call.args[0] === "aborted" ? "aborted" : "ok", passed);
      } else {
        if (call.operation === "open") {
          traffic.set(result as SFTPHandle, { effect: call.effect, bytesRead: 0, bytesWritten: 0 });
        }
        ended("ok");
      }
      return result;
    };
    const failed = (error: unknown): never => {
      ended("failed", { error: textOf(error) });
      throw error;
    };
    try {
      const result = proceed();
      return isPromiseLike(result) ? result.then(succeeded, failed) : succeeded(result);
    } catch (error) {
      return failed(error);
    }
  });
}

function textOf(error: unknown): AuditError {
  const { code, message }: { code?: unknown; message: string } =
    error instanceof Error ? error : { message: String(error) };
  return { ...(code !== undefined && { code: String(code) }), message };
}
