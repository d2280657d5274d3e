import { opensForWriting, requests } from "@sftp/wire";

import { chain } from "../backend/awaitable.ts";
import type { Awaitable, RequestContext, SFTPHandle, SFTPServerInterface } from "../backend/backend.ts";
import {
  type HandleOperation,
  handleOperationNames,
  handleOperations,
  type Operation,
  operationNames,
  operations,
} from "../backend/operations.ts";
import { boundBackend, boundHandle } from "./bound.ts";

/** An operation on its way to a backend, or to a file that it has open. */
export interface BackendCall {
  readonly operation: Operation | HandleOperation;
  /** What it is about; for an operation of an open file, the path by which it was opened. */
  readonly paths: readonly string[];
  /** Whether it changes anything, by the wire's table; for `open`, by its flags. */
  readonly effect: "read" | "write";
  /** The open file, if it is an operation of one. */
  readonly handle?: SFTPHandle | undefined;
  /** All arguments; the last one is `ctx`. */
  readonly args: readonly unknown[];
  readonly ctx: RequestContext;
}

/** Does what it likes before and after `proceed`, which lets the call through; or throws, and nothing is done. */
export type Interceptor = (call: BackendCall, proceed: () => Awaitable<unknown>) => Awaitable<unknown>;

type Method = (...args: unknown[]) => Awaitable<unknown>;

/** A backend with every operation, also those of its open files, going through `interceptor`. */
export function intercept(backend: SFTPServerInterface, interceptor: Interceptor): SFTPServerInterface {
  const inner = boundBackend(backend);
  const outer: Record<string, unknown> = { ...inner };
  for (const operation of operationNames) {
    const method = inner[operation] as Method | undefined;
    if (method === undefined) continue;
    outer[operation] = (...args: unknown[]) => {
      const paths = operations[operation].paths.map((index) => args[index] as string);
      const call = {
        operation,
        paths,
        effect: effectOf(operation, args),
        args,
        ctx: args.at(-1) as RequestContext,
      };
      const result = interceptor(call, () => method(...args));
      if (operation !== "open") return result;
      return chain(result, (handle) => interceptHandle(handle as SFTPHandle, paths, interceptor));
    };
  }
  return outer;
}

function interceptHandle(handle: SFTPHandle, paths: readonly string[], interceptor: Interceptor): SFTPHandle {
  const inner = boundHandle(handle);
  const outer: Record<string, unknown> = { ...inner };
  for (const operation of handleOperationNames) {
    const method = inner[operation] as Method | undefined;
    if (method === undefined) continue;
    outer[operation] = (...args: unknown[]) => {
      const call = { ...described(operation, paths, args), handle, args, ctx: args.at(-1) as RequestContext };
      const result = interceptor(call, () => method(...args));
      if (operation !== "reopen") return result;
      return chain(result, (reopened) => interceptHandle(reopened as SFTPHandle, paths, interceptor));
    };
  }
  return outer;
}

/** What an operation of an open file is: those that a deferred one does in the place of its path have that path's names. */
function described(
  operation: HandleOperation,
  paths: readonly string[],
  args: readonly unknown[],
): Pick<BackendCall, "operation" | "paths" | "effect"> {
  if (operation === "reopen") return { operation: "open", paths, effect: "read" };
  if (operation === "moveTo") {
    const [newPath, replaces] = args as [string, boolean];
    return { operation: replaces ? "posixRename" : "rename", paths: [...paths, newPath], effect: "write" };
  }
  return {
    operation,
    paths,
    effect: requests[handleOperations[operation]].effect === "write" ? "write" : "read",
  };
}

function effectOf(operation: Operation, args: readonly unknown[]): "read" | "write" {
  const { effect } = requests[operations[operation].request];
  if (effect !== "byFlags") return effect;
  return opensForWriting(args[1] as number) ? "write" : "read";
}
