import { SFTPAttributes } from "@sftp/attributes";
import { OpenFlags } from "@sftp/wire";

import type { SFTPServerInterface } from "../backend/backend.ts";
import { boundBackend } from "./bound.ts";

const NEW_FILE = 0o666;
const NEW_FOLDER = 0o777;

/** A backend whose new files and folders never get the permissions in `mask`, whatever clients ask for. */
export function umask(backend: SFTPServerInterface, mask: number): SFTPServerInterface {
  const inner = boundBackend(backend);
  const { open, mkdir } = inner;
  const masked = (attrs: SFTPAttributes, standard: number) =>
    SFTPAttributes.fromWire({ ...attrs.toWire(), mode: (attrs.mode ?? standard) & ~mask });
  return {
    ...inner,
    ...(open && {
      open: (path, flags, attrs, ctx) =>
        open(path, flags, flags & OpenFlags.CREAT ? masked(attrs, NEW_FILE) : attrs, ctx),
    }),
    ...(mkdir && { mkdir: (path, attrs, ctx) => mkdir(path, masked(attrs, NEW_FOLDER), ctx) }),
  };
}
