import type { Attributes } from "./attributes.ts";
import { Flag, Status } from "./packets.ts";
import { isRefusal, refusal, type Reply } from "./reply.ts";
import type { WorldRequest } from "./request.ts";
import { made } from "./tree.ts";
import type { Switch, WorldServer } from "./worldServer.ts";

const SMALL_READ = 16 * 1024;
const SMALL_WRITE = 32 * 1024;
/** How much a file that changes while it is read gains or loses, in bytes. */
const CHANGE = 1_000;

/** A switch that changes what is said of attributes, wherever they are said. */
function saying(of: (attributes: Attributes) => Attributes): Switch {
  return () => async (_, next) => {
    const reply: Reply = await next();
    if ("attributes" in reply) return { attributes: of(reply.attributes) };
    if (!("entries" in reply)) return reply;
    return { entries: reply.entries.map((entry) => ({ ...entry, attributes: of(entry.attributes) })) };
  };
}

function isFile({ mode }: Attributes): boolean {
  return mode === undefined || (mode & 0o170000) === 0o100000;
}

/** Says another size of what is a file and not empty. */
function sized(of: (size: number) => number | undefined): Switch {
  return saying((attributes) =>
    attributes.size !== undefined && attributes.size > 0 && isFile(attributes)
      ? { ...attributes, size: of(attributes.size) }
      : attributes,
  );
}

/** A file changes when a later part of it is read for the first time. */
function changing(change: (data: Uint8Array) => Uint8Array): Switch {
  return (server) => {
    const changed = new Set<string>();
    return async (request, next) => {
      const reply = await next();
      const { path, node } = server.open.get(request.handle) ?? {};
      if (request.name === "read" && request.offset > 0 && path !== undefined && !changed.has(path)) {
        changed.add(path);
        node!.data = change(node!.data);
      }
      return reply;
    };
  };
}

function grown(data: Uint8Array): Uint8Array {
  const longer = new Uint8Array(data.length + CHANGE);
  longer.set(data);
  return longer;
}

/** A path on a drive, without the drive. */
function inside(path: string): string {
  return path.replace(/^\/?C:(?=\/|$)/, "") || "/";
}

/** The file that a CLOSE is about, if it is open for writing. */
function written(server: WorldServer, { name, handle }: WorldRequest): string | undefined {
  const open = server.open.get(handle);
  return name === "close" && open !== undefined && (open.flags & Flag.WRITE) !== 0 ? open.path : undefined;
}

/** Servers whose files behave in a way of their own. */
export const contents = {
  "moved-at-close": (server) => async (request, next) => {
    const path = written(server, request);
    const reply = await next();
    if (path !== undefined && !isRefusal(reply)) server.tree.nodes.delete(path);
    return reply;
  },
  "commit-at-close": (server) => {
    /** What is being written, by handle; nobody else sees it. */
    const copies = new Map<string, { path: string; node: ReturnType<typeof made> }>();
    return async (request, next) => {
      const { name, path, handle, flags } = request;
      if (name === "open" && (flags & Flag.WRITE) !== 0) {
        const before = server.find(path);
        if (before?.type === "directory") return next();
        if (before === undefined && (flags & Flag.CREAT) === 0) return next();
        if (before !== undefined && (flags & Flag.EXCL) !== 0) return next();
        const node = made("file", request.attributes.mode ?? before?.mode ?? 0o644);
        if (before !== undefined && (flags & Flag.TRUNC) === 0) node.data = before.data.slice();
        const resolved = server.tree.resolve(path) ?? path;
        const reply = server.give({ path: resolved, node, flags, names: undefined });
        if ("handle" in reply) copies.set(reply.handle, { path: resolved, node });
        return reply;
      }
      const copy = name === "close" ? copies.get(handle) : undefined;
      const reply = await next();
      if (copy !== undefined && !isRefusal(reply)) {
        copies.delete(handle);
        server.tree.nodes.set(copy.path, copy.node);
      }
      return reply;
    };
  },
  grows: changing(grown),
  shrinks: changing((data) => data.slice(0, -CHANGE)),
  "size-more": sized((size) => size + CHANGE),
  "size-less": sized((size) => Math.max(1, size - CHANGE)),
  "size-zero": sized(() => 0),
  "size-absent": sized(() => undefined),
  "small-packets": () => (request, next) => {
    if (request.name === "write" && request.data.length > SMALL_WRITE) return refusal(Status.FAILURE);
    return next({ ...request, length: Math.min(request.length, SMALL_READ) });
  },
  sequential: () => {
    const ends = new Map<string, number>();
    return async (request, next) => {
      const { name, handle, offset, data } = request;
      if (name !== "read" && name !== "write") return next();
      if (offset !== (ends.get(handle) ?? 0)) return refusal(Status.FAILURE, "sequential access only");
      const reply = await next();
      const length = "data" in reply ? reply.data.length : isRefusal(reply) ? 0 : data.length;
      ends.set(handle, offset + length);
      return reply;
    };
  },
  "read-once": (server) => {
    const read = new Set<string>();
    return async (request, next) => {
      const isReading = request.name === "open" && (request.flags & Flag.WRITE) === 0;
      if (!isReading) return next();
      const path = server.tree.resolve(request.path) ?? request.path;
      if (read.has(path)) return refusal(Status.NO_SUCH_FILE, "already delivered");
      const reply = await next();
      if (!isRefusal(reply)) read.add(path);
      return reply;
    };
  },
  "close-fails": (server) => async (request, next) => {
    const path = written(server, request);
    const reply = await next();
    if (path === undefined) return reply;
    server.delivered.delete(path);
    return refusal(Status.FAILURE, "disk full");
  },
  "write-fails": () => (request, next) =>
    request.name === "write" && request.offset > 0 ? refusal(Status.FAILURE, "disk full") : next(),
  "read-fails": () => (request, next) =>
    request.name === "read" && request.offset > 0 ? refusal(Status.FAILURE, "input/output error") : next(),
  "readdir-without-modes": () => async (request, next) => {
    const reply = await next();
    if (request.name !== "readdir" || !("entries" in reply)) return reply;
    return {
      entries: reply.entries.map((entry) => ({
        ...entry,
        attributes: { ...entry.attributes, mode: undefined },
      })),
    };
  },
  "readdir-bare": () => async (request, next) => {
    const reply = await next();
    if (request.name !== "readdir" || !("entries" in reply)) return reply;
    return { entries: reply.entries.map((entry) => ({ ...entry, attributes: {} })) };
  },
  "readdir-empty-page": (server) => {
    const begun = new Set<unknown>();
    return (request, next) => {
      const open = server.open.get(request.handle);
      if (request.name !== "readdir" || open === undefined || begun.has(open)) return next();
      begun.add(open);
      return { entries: [] };
    };
  },
  "readdir-big": () => async (request, next) => {
    const reply = await next();
    if (request.name !== "readdir" || !("entries" in reply)) return reply;
    const padding = " ".repeat(Math.ceil((380 * 1024) / reply.entries.length));
    return { entries: reply.entries.map((entry) => ({ ...entry, longname: entry.name + padding })) };
  },
  "windows-paths": () => async (request, next) => {
    const isDrive = /^\/?C:\//.test(request.path);
    const reply = await next(
      isDrive ? { ...request, path: inside(request.path), newPath: inside(request.newPath) } : request,
    );
    if (request.name !== "realpath" || !("entries" in reply)) return reply;
    return { entries: reply.entries.map((entry) => ({ ...entry, name: `/C:${entry.name}` })) };
  },
} satisfies Record<string, Switch>;
