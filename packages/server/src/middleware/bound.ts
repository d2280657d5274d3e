import type { SFTPHandle, SFTPServerInterface } from "../backend/backend.ts";
import { handleOperationNames, operationNames } from "../backend/operations.ts";

const backendMethods = [...operationNames, "sessionStarted", "sessionEnded"] as const;

/**
 * A backend as a plain object with just what it has, to be spread into another one: `{ ...boundBackend(inner), remove }`.
 * Works for instances of classes too, whose methods would be lost in spreading them.
 */
export function boundBackend(backend: SFTPServerInterface): SFTPServerInterface {
  const { paths, handlesSync, readOnly } = backend;
  return { paths, handlesSync, readOnly, ...boundMethods(backend, backendMethods) };
}

/** An open file as a plain object with just what it has, to be spread into another one. */
export function boundHandle(handle: SFTPHandle): SFTPHandle {
  const { fileKey, writes, deferred } = handle;
  return { fileKey, writes, deferred, ...boundMethods(handle, handleOperationNames) };
}

function boundMethods<T extends object, K extends keyof T>(owner: T, names: readonly K[]): Partial<T> {
  const methods: Partial<T> = {};
  for (const name of names) {
    const method = owner[name];
    if (typeof method === "function") methods[name] = method.bind(owner);
  }
  return methods;
}
