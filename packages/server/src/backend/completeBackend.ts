import type { RequestContext, SFTPServerInterface } from "./backend.ts";
import { normalizePath } from "./normalizePath.ts";
import { type Operation, operationNames } from "./operations.ts";
import { unsupported } from "../replies/statusOf.ts";

/** A backend that has every operation. */
export type CompleteBackend = Required<Pick<SFTPServerInterface, Operation>>;

/** A backend's operations, with the default or OP_UNSUPPORTED in place of what it lacks. */
export function completeBackend(backend: SFTPServerInterface): CompleteBackend {
  const complete = Object.fromEntries(
    operationNames.map((name) => [name, backend[name]?.bind(backend) ?? missing]),
  ) as unknown as CompleteBackend;
  if (backend.canonicalize === undefined) complete.canonicalize = normalizePath;
  if (backend.expandPath === undefined && backend.homeDirectory !== undefined) {
    complete.expandPath = (path, ctx) => expandPath(complete, path, ctx);
  }
  return complete;
}

async function expandPath(backend: CompleteBackend, path: string, ctx: RequestContext): Promise<string> {
  const [, username, rest] = /^~([^/]*)(.*)$/s.exec(path) ?? [];
  if (username === undefined) return backend.canonicalize(path, ctx);
  return backend.canonicalize(`${await backend.homeDirectory(username, ctx)}${rest}`, ctx);
}

function missing(): never {
  throw unsupported();
}
