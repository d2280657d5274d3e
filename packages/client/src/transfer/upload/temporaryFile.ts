import { type Attrs, OpenFlags, type SFTPError } from "@sftp/wire";
import { RemoteHandle } from "../../remote/remoteHandle.ts";
import { isMissing, isRefused } from "../../remote/stat.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { HandleLease } from "../../session/handleQuota.ts";
import type { PathOperation } from "../../session/operation.ts";
import type { Unmet } from "../report.ts";
import { type PartNaming, remoteTemporaryPath } from "../temporaryName.ts";

/** How a temporary file is asked for. Its name is unique, so that it is a new one also without EXCL. */
interface Form {
  readonly isHidden: boolean;
  readonly isExclusive: boolean;
  readonly hasAttributes: boolean;
}

/** The best form, and those for servers that refuse names with a dot, attributes or EXCL. */
const FORMS: readonly Form[] = [
  { isHidden: true, isExclusive: true, hasAttributes: true },
  { isHidden: true, isExclusive: true, hasAttributes: false },
  { isHidden: false, isExclusive: true, hasAttributes: true },
  { isHidden: false, isExclusive: true, hasAttributes: false },
  { isHidden: true, isExclusive: false, hasAttributes: true },
  { isHidden: false, isExclusive: false, hasAttributes: false },
];

/** The form that a server took, so that the others are not tried again. */
const taken = new WeakMap<ClientContext, Form>();

/** A new file that is not complete, and where it is. */
export interface Part {
  readonly handle: RemoteHandle;
  readonly path: string;
}

/** Makes a temporary file for the one at `operation.path`, which is what errors name. */
export async function openPart(
  context: ClientContext,
  operation: PathOperation,
  attrs: Attrs,
  naming: PartNaming,
  unmet: Unmet,
  lease?: HandleLease,
): Promise<Part> {
  const known = taken.get(context);
  let refusal: SFTPError | undefined;
  for (const form of known === undefined ? FORMS : [known, ...FORMS]) {
    try {
      const part = await openAs(form, context, operation, attrs, naming, lease);
      if (!form.hasAttributes && attrs.mode !== undefined)
        unmet.note(part.path, "open", "the server does not let it be private while it is written");
      taken.set(context, form);
      return part;
    } catch (error) {
      if (!isRefused(error) || isMissing(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

async function openAs(
  form: Form,
  context: ClientContext,
  operation: PathOperation,
  attrs: Attrs,
  naming: PartNaming,
  lease: HandleLease | undefined,
): Promise<Part> {
  const { WRITE, CREAT, EXCL } = OpenFlags;
  const path = remoteTemporaryPath(operation.path, form.isHidden, naming);
  const body = {
    path,
    flags: WRITE | CREAT | (form.isExclusive ? EXCL : 0),
    attrs: form.hasAttributes ? attrs : {},
  };
  try {
    const { handle: bytes } = await context.session.call("open", body, operation);
    const handle = new RemoteHandle(context, bytes, operation.path, lease ?? context.handles.keep());
    handle.timeout = operation.timeout;
    return { handle, path };
  } catch (error) {
    // Nobody waits for the answer any more, but the server may make the file yet.
    if (!isRefused(error)) context.session.call("remove", { path }).catch(() => {});
    throw error;
  }
}
