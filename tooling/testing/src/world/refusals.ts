import { Flag, Status } from "./packets.ts";
import { isRefusal, refusal, type Reply } from "./reply.ts";
import type { WorldRequest } from "./request.ts";
import type { Switch } from "./worldServer.ts";

const { PERMISSION_DENIED, FAILURE, OP_UNSUPPORTED } = Status;

/** A switch that refuses the requests that a condition picks. */
export function refusing(code: number, words: string, picks: (request: WorldRequest) => boolean): Switch {
  return () => (request, next) => (picks(request) ? refusal(code, words) : next());
}

const isSetstat = ({ name }: WorldRequest): boolean => name === "setstat" || name === "fsetstat";
const hasAttributes = ({ attributes }: WorldRequest): boolean =>
  Object.values(attributes).some((value) => value !== undefined);
/** Whether a request makes something under a name that begins with a dot. */
function makesDotName({ name, flags, path, newPath }: WorldRequest): boolean {
  const made =
    (name === "open" && (flags & Flag.CREAT) !== 0) || name === "mkdir"
      ? path
      : name === "rename" || name.startsWith("posix-rename")
        ? newPath
        : "";
  return /(^|\/)\.[^/]*$/.test(made);
}

/** Servers that refuse a kind of request, or a part of one. */
export const refusals = {
  "stat-refused": refusing(PERMISSION_DENIED, "", ({ name }) => name === "stat" || name === "lstat"),
  "setstat-denied": refusing(PERMISSION_DENIED, "", isSetstat),
  "setstat-unsupported": refusing(OP_UNSUPPORTED, "", isSetstat),
  "setstat-failure": refusing(FAILURE, "", isSetstat),
  "open-attributes-refused": refusing(
    PERMISSION_DENIED,
    "",
    (request) => request.name === "open" && hasAttributes(request),
  ),
  "mkdir-attributes-refused": refusing(
    PERMISSION_DENIED,
    "",
    (request) => request.name === "mkdir" && hasAttributes(request),
  ),
  "exclusive-unsupported": refusing(
    OP_UNSUPPORTED,
    "",
    ({ name, flags }) => name === "open" && (flags & Flag.EXCL) !== 0,
  ),
  "exclusive-ignored": () => (request, next) => next({ ...request, flags: request.flags & ~Flag.EXCL }),
  "attributes-ignored": () => (request, next) =>
    isSetstat(request) ? next({ ...request, attributes: {} }) : next(),
  "no-dot-names": refusing(PERMISSION_DENIED, "", makesDotName),
  "no-fstat": refusing(FAILURE, "", ({ name }) => name === "fstat"),
  "no-realpath": refusing(OP_UNSUPPORTED, "", ({ name }) => name === "realpath"),
  "no-posix-rename": (server) => {
    server.extensions.delete("posix-rename@openssh.com");
    return (_, next) => next();
  },
  "no-rename-over": (server) => (request, next) => {
    const isTaken = server.find(request.newPath, false) !== undefined;
    return request.name === "posix-rename@openssh.com" && isTaken ? refusal(FAILURE) : next();
  },
  "no-fsync": (server) => {
    server.extensions.delete("fsync@openssh.com");
    return (_, next) => next();
  },
  "no-remove": refusing(PERMISSION_DENIED, "", ({ name }) => name === "remove"),
  "all-failure": () => async (_, next) => {
    const reply: Reply = await next();
    return isRefusal(reply) ? refusal(FAILURE, "Failure") : reply;
  },
} satisfies Record<string, Switch>;
