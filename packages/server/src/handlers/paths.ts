import { SFTPAttributes } from "@sftp/attributes";
import { type Attrs, SFTPError, StatusCode } from "@sftp/wire";

import { chain } from "../backend/awaitable.ts";
import type { Awaitable, RequestContext } from "../backend/backend.ts";
import { requestPath, type SessionScope, checkedText } from "../session/sessionScope.ts";
import type { Handlers, Task } from "./handler.ts";

/** The requests that name things by their paths. */
export const pathHandlers: Handlers<
  | "stat"
  | "lstat"
  | "setstat"
  | "lsetstat@openssh.com"
  | "remove"
  | "rmdir"
  | "mkdir"
  | "rename"
  | "posix-rename@openssh.com"
  | "hardlink@openssh.com"
  | "symlink"
  | "readlink"
  | "realpath"
> = {
  stat: ({ path }, scope) => look(scope, path, (at, ctx) => chain(scope.backend.stat(at, ctx), toAttrs)),
  lstat: ({ path }, scope) => look(scope, path, (at, ctx) => chain(scope.backend.lstat(at, ctx), toAttrs)),

  setstat({ path, attrs }, scope) {
    const attributes = fromAttrs(attrs);
    return change(scope, path, (at, ctx) => scope.backend.chattr(at, attributes, ctx));
  },
  "lsetstat@openssh.com"({ path, attrs }, scope) {
    if (attrs.size !== undefined) throw new SFTPError(StatusCode.BAD_MESSAGE, "lsetstat cannot set a size");
    const attributes = fromAttrs(attrs);
    return change(scope, path, (at, ctx) => scope.backend.lchattr(at, attributes, ctx));
  },

  remove: ({ path }, scope) => change(scope, path, (at, ctx) => scope.backend.remove(at, ctx)),
  rmdir: ({ path }, scope) => change(scope, path, (at, ctx) => scope.backend.rmdir(at, ctx)),
  mkdir({ path, attrs }, scope) {
    const attributes = fromAttrs(attrs);
    return change(scope, path, (at, ctx) => scope.backend.mkdir(at, attributes, ctx));
  },

  rename: ({ oldPath, newPath }, scope) =>
    changeTwo(scope, oldPath, newPath, (from, to, ctx) => scope.backend.rename(from, to, ctx)),
  "posix-rename@openssh.com": ({ oldPath, newPath }, scope) =>
    changeTwo(scope, oldPath, newPath, (from, to, ctx) => scope.backend.posixRename(from, to, ctx)),
  "hardlink@openssh.com": ({ oldPath, newPath }, scope) =>
    changeTwo(scope, oldPath, newPath, (from, to, ctx) => scope.backend.hardlink(from, to, ctx)),

  symlink({ targetPath, linkPath }, scope) {
    const [target, link] = scope.linkFirst ? [linkPath, targetPath] : [targetPath, linkPath];
    checkedText(target);
    return change(scope, link, (at, ctx) => scope.backend.symlink(target, at, ctx));
  },
  readlink: ({ path }, scope) =>
    look(scope, path, (at, ctx) => chain(scope.backend.readlink(at, ctx), oneName)),
  realpath: ({ path }, scope) =>
    look(scope, path, (at, ctx) => chain(scope.backend.canonicalize(at, ctx), oneName)),
};

/** A NAME reply with just a name in it. */
export function oneName(filename: string): {
  entries: { filename: string; longname: string; attrs: Attrs }[];
} {
  return { entries: [{ filename, longname: "", attrs: {} }] };
}

/** An ATTRS reply. */
export function toAttrs(attributes: SFTPAttributes): { attrs: Attrs } {
  return { attrs: attributes.toWire() };
}

/** The attributes of a request. @throws SFTPError for a size that no file can have */
export function fromAttrs(attrs: Attrs): SFTPAttributes {
  if (typeof attrs.size === "bigint") {
    throw new SFTPError(StatusCode.FAILURE, `a file cannot have ${attrs.size} bytes`);
  }
  return SFTPAttributes.fromWire(attrs);
}

/** A task that looks at a path. */
export function look<A>(
  scope: SessionScope,
  path: string,
  run: (path: string, ctx: RequestContext) => Awaitable<A>,
): Task<A> {
  const at = requestPath(scope, path, "looks");
  return { claims: [at.claim], run: (ctx) => run(at.path, ctx) };
}

function change(
  scope: SessionScope,
  path: string,
  run: (path: string, ctx: RequestContext) => Awaitable<void>,
): Task<void> {
  const at = requestPath(scope, path, "changes");
  return { claims: [at.claim], run: (ctx) => run(at.path, ctx) };
}

function changeTwo(
  scope: SessionScope,
  oldPath: string,
  newPath: string,
  run: (oldPath: string, newPath: string, ctx: RequestContext) => Awaitable<void>,
): Task<void> {
  const from = requestPath(scope, oldPath, "changes");
  const to = requestPath(scope, newPath, "changes");
  // Requests that come meanwhile may mean the file by either name, and so does what is being opened now.
  const alias = () => scope.handles.alias(from.claim.path, to.claim.path);
  alias();
  return {
    claims: [from.claim, to.claim],
    run(ctx) {
      alias();
      return run(from.path, to.path, ctx);
    },
  };
}
