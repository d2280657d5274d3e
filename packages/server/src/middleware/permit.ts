import { SFTPError, StatusCode } from "@sftp/wire";

import type { SFTPServerInterface } from "../backend/backend.ts";
import type { HandleOperation, Operation } from "../backend/operations.ts";
import { type BackendCall, intercept } from "./intercept.ts";

/** Operations by name, or a rule that says of each whether it is meant. */
export type Choice = readonly (Operation | HandleOperation)[] | ((call: BackendCall) => boolean);

/** A backend that does only what is chosen; the rest is PERMISSION_DENIED. Files can always be closed. */
export function allow(backend: SFTPServerInterface, choice: Choice): SFTPServerInterface {
  const chosen = ruleOf(choice);
  return deny(backend, (call) => !chosen(call));
}

/** A backend that does all but what is chosen, which is PERMISSION_DENIED. Files can always be closed. */
export function deny(backend: SFTPServerInterface, choice: Choice): SFTPServerInterface {
  const chosen = ruleOf(choice);
  return intercept(backend, (call, proceed) => {
    if (call.operation !== "close" && chosen(call)) throw new SFTPError(StatusCode.PERMISSION_DENIED);
    return proceed();
  });
}

function ruleOf(choice: Choice): (call: BackendCall) => boolean {
  return typeof choice === "function" ? choice : ({ operation }) => choice.includes(operation);
}
