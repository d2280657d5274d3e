import { turns } from "../turns.ts";
import { Flag, Status } from "./packets.ts";
import { refusal } from "./reply.ts";
import type { Switch } from "./worldServer.ts";

/** The most bytes of a WRITE that some servers take, whatever the draft says. */
const USUAL_WRITE = 32 * 1024;
const TINY_WRITE = 4 * 1024;

/** Servers that public reports of lost or wrongly confirmed data are about; each has its link. */
export const reports = {
  /** Of a WRITE above 32 KiB only the beginning is stored, and it is acknowledged: https://github.com/theophilusx/ssh2-sftp-client/issues/531 */
  "writes-cut": () => (request, next) => next({ ...request, data: request.data.subarray(0, USUAL_WRITE) }),

  /** WRITEs above 4 KiB are refused: https://github.com/liximomo/vscode-sftp/issues/217 */
  "tiny-writes": () => (request, next) =>
    request.data.length > TINY_WRITE ? refusal(Status.FAILURE, "Failure") : next(),

  /** OPEN does not empty a file: https://github.com/wolpi/prim-ftpd/issues/420, https://github.com/ShareX/ShareX/issues/1672 */
  "truncate-ignored": () => (request, next) => next({ ...request, flags: request.flags & ~Flag.TRUNC }),

  /** What is written goes to the end of what was there: https://github.com/iterate-ch/cyberduck/issues/18335 */
  "always-appends": (server) => {
    /** How much of each open file was there before. */
    const there = new Map<string, number>();
    return async (request, next) => {
      if (request.name === "write") {
        const before = there.get(request.handle) ?? 0;
        return next({ ...request, offset: request.offset + before });
      }
      if (request.name !== "open") return next();
      const reply = await next({ ...request, flags: request.flags & ~Flag.TRUNC });
      if ("handle" in reply) there.set(reply.handle, server.open.get(reply.handle)!.node.data.length);
      return reply;
    };
  },

  /** A name is not known any more once the file was opened to be read: https://github.com/paramiko/paramiko/pull/579 */
  "unknown-once-opened": (server) => {
    const opened = new Set<string>();
    return (request, next) => {
      const isReading = request.name === "open" && (request.flags & Flag.WRITE) === 0;
      if (isReading) opened.add(server.tree.resolve(request.path) ?? request.path);
      const isAsked = request.name === "stat" || request.name === "lstat";
      return isAsked && opened.has(request.path) ? refusal(Status.NO_SUCH_FILE, "No such file") : next();
    };
  },

  /** Until the CLOSE of what is written, FSTAT tells of what was there before: https://github.com/drakkan/sftpgo/issues/2010 */
  "stored-at-close": (server) => {
    /** How long each open file was before; `undefined` if there was none. */
    const before = new Map<string, number | undefined>();
    return async (request, next) => {
      const { name, handle, path, flags } = request;
      if (name === "fstat" && before.has(handle)) {
        const size = before.get(handle);
        if (size === undefined) return refusal(Status.NO_SUCH_FILE, "No such file");
        const reply = await next();
        return "attributes" in reply ? { attributes: { ...reply.attributes, size } } : reply;
      }
      const size = name === "open" ? server.find(path)?.data.length : undefined;
      const reply = await next();
      if ("handle" in reply && name === "open" && (flags & Flag.WRITE) !== 0) before.set(reply.handle, size);
      return reply;
    };
  },

  /** READs are answered with fewer bytes than there are: https://github.com/vicajilau/dartssh2/pull/200 */
  "short-reads": () => (request, next) =>
    next({ ...request, length: Math.ceil(request.length * (request.id % 3 === 0 ? 1 : 0.6)) }),

  /** READs are answered with more bytes than were asked for: https://github.com/apache/mina-sshd/issues/468 */
  "long-reads": () => (request, next) => next({ ...request, length: request.length + 8_329 }),

  /** EOF arrives before the DATA of the READ before it: https://github.com/lavv17/lftp/issues/312 */
  "eof-first": () => {
    let answered: Promise<unknown> = Promise.resolve();
    return async (request, next) => {
      const reply = await next();
      if (request.name !== "read" || "status" in reply) return reply;
      answered = Promise.all([answered, turns(2)]);
      await answered;
      return reply;
    };
  },
} satisfies Record<string, Switch>;
