import type { SFTPServerInterface } from "../backend/backend.ts";
import { deny } from "./permit.ts";

/** A backend of which nothing can be changed: what would is refused, and its extensions are not advertised. */
export function readOnly(backend: SFTPServerInterface): SFTPServerInterface {
  return { ...deny(backend, ({ effect }) => effect === "write"), readOnly: true };
}
