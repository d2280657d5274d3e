import type { Duplex } from "node:stream";
import { ScriptedPeer } from "../scriptedPeer.ts";
import { turns } from "../turns.ts";
import { applyAttributes, attributesOf } from "./attributes.ts";
import { Flag, Status } from "./packets.ts";
import { isRefusal, OK, refusal, type Reply, replyBytes } from "./reply.ts";
import { readRequest, type WorldRequest } from "./request.ts";
import { made, type Node, Tree } from "./tree.ts";

/** Answers a request, or has the next layer answer it. */
export type Layer = (
  request: WorldRequest,
  next: (request?: WorldRequest) => Reply | Promise<Reply>,
) => Reply | Promise<Reply>;

/** A behaviour that servers were met with: what it adds to a server, and what it needs to remember there. */
export type Switch = (server: WorldServer) => Layer;

/** What a handle is open on. */
export interface WorldHandle {
  readonly path: string;
  readonly node: Node;
  readonly flags: number;
  /** Of a directory, what was not listed yet. */
  names: (readonly [name: string, node: Node])[] | undefined;
  /** What the same handle was given out for before and is still open: the newest one is in use. */
  shadowed?: WorldHandle | undefined;
}

/** A request that was answered. */
export interface Exchange {
  readonly request: WorldRequest;
  readonly reply: Reply;
}

const NO_SUCH_FILE = refusal(Status.NO_SUCH_FILE, "No such file");
const FAILURE = refusal(Status.FAILURE, "Failure");
const BAD_HANDLE = refusal(Status.FAILURE, "Invalid handle");
const DEFAULT_PAGE = 100;

/**
 * A server over a tree in memory, written on bare bytes, whose behaviour is made of switches: each is a layer around a
 * plain, honest server, and any number of them can be on. It answers requests in the order in which they arrive and
 * remembers each of them with its answer.
 */
export class WorldServer {
  readonly tree: Tree;
  /** Handles that are open. */
  readonly open = new Map<string, WorldHandle>();
  /** All that was answered, in order. */
  readonly exchanges: Exchange[] = [];
  /** What each file held when a CLOSE of it was acknowledged, by path; the last one counts. */
  readonly delivered = new Map<string, Buffer>();
  /** CLOSEs of handles that were not open. */
  wronglyClosed = 0;
  /** What VERSION announces. */
  readonly extensions = new Map([
    ["posix-rename@openssh.com", "1"],
    ["fsync@openssh.com", "1"],
  ]);
  /** Makes the bytes of a new handle; each is unique unless a switch has it otherwise. */
  nextHandle: () => string;
  readonly #peer: ScriptedPeer;
  readonly #layers: readonly Layer[];
  #opened = 0;

  constructor(duplex: Duplex, tree = new Tree(), switches: readonly Switch[] = []) {
    this.tree = tree;
    this.nextHandle = () => `h${this.#opened++}`;
    this.#peer = new ScriptedPeer(duplex);
    this.#layers = switches.map((make) => make(this));
  }

  /** Serves until the client is gone. */
  async run(): Promise<void> {
    try {
      await this.#peer.welcome(...this.extensions);
    } catch {
      return;
    }
    await this.#peer.serve((packet) => {
      void this.#serve(readRequest(packet));
      return undefined;
    });
    this.#peer.end();
  }

  /** Cuts the connection. */
  cut(): void {
    this.#peer.cut();
  }

  /** The node at a path, through links. */
  find(path: string, followLast = true): Node | undefined {
    const resolved = this.tree.resolve(path, followLast);
    return resolved === undefined ? undefined : this.tree.nodes.get(resolved);
  }

  async #serve(request: WorldRequest): Promise<void> {
    const reply = await this.#through(0, request);
    this.exchanges.push({ request, reply });
    // A reply takes a turn at least, so that requests that are sent together wait together.
    await turns();
    this.#peer.send(replyBytes(request.id, reply));
  }

  #through(at: number, request: WorldRequest): Reply | Promise<Reply> {
    const layer = this.#layers[at];
    if (layer === undefined) return this.#answer(request);
    return layer(request, (passed = request) => this.#through(at + 1, passed));
  }

  #answer(request: WorldRequest): Reply {
    const { path, newPath } = request;
    const handle = this.open.get(request.handle);
    switch (request.name) {
      case "open":
        return this.#open(request);
      case "opendir":
        return this.#opendir(path);
      case "close":
        return this.#close(request.handle);
      case "read":
        return handle === undefined ? BAD_HANDLE : read(handle.node, request);
      case "write":
        return handle === undefined ? BAD_HANDLE : write(handle, request);
      case "readdir":
        return handle?.names === undefined ? BAD_HANDLE : readdir(handle);
      case "fstat":
        return handle === undefined ? BAD_HANDLE : { attributes: attributesOf(handle.node) };
      case "stat":
        return described(this.find(path));
      case "lstat":
        return described(this.find(path, false));
      case "setstat":
        return changed(this.find(path), request);
      case "fsetstat":
        return changed(handle?.node, request);
      case "remove":
        return this.#remove(path, false);
      case "rmdir":
        return this.#remove(path, true);
      case "mkdir":
        return this.#mkdir(request);
      case "realpath":
        return named(this.tree.resolve(path));
      case "readlink":
        return this.#readlink(path);
      case "symlink":
        return this.#make(newPath, made("symlink", 0o777, path));
      case "rename":
        return this.#rename(path, newPath, false);
      case "posix-rename@openssh.com":
        return this.#rename(path, newPath, true);
      case "fsync@openssh.com":
        return handle === undefined ? BAD_HANDLE : OK;
      default:
        return refusal(Status.OP_UNSUPPORTED, "Operation unsupported");
    }
  }

  #open({ path, flags, attributes }: WorldRequest): Reply {
    const resolved = this.tree.resolve(path) ?? path;
    let node = this.tree.nodes.get(resolved);
    if (node?.type === "directory") return FAILURE;
    if (node !== undefined && (flags & Flag.EXCL) !== 0) return FAILURE;
    if (node === undefined) {
      if ((flags & Flag.CREAT) === 0 || this.#parent(resolved) === undefined) return NO_SUCH_FILE;
      node = made("file", 0o644);
      applyAttributes(node, attributes);
      this.tree.nodes.set(resolved, node);
    }
    if ((flags & Flag.TRUNC) !== 0) node.data = new Uint8Array();
    return this.give({ path: resolved, node, flags, names: undefined });
  }

  #opendir(path: string): Reply {
    const resolved = this.tree.resolve(path) ?? path;
    const node = this.tree.nodes.get(resolved);
    if (node === undefined) return NO_SUCH_FILE;
    if (node.type !== "directory") return FAILURE;
    const names = [[".", node] as const, ["..", node] as const, ...this.tree.children(resolved)];
    return this.give({ path: resolved, node, flags: 0, names });
  }

  /** Gives out a handle. */
  give(handle: WorldHandle): Reply {
    const name = this.nextHandle();
    this.open.set(name, { ...handle, shadowed: this.open.get(name) });
    return { handle: name };
  }

  #close(name: string): Reply {
    const handle = this.open.get(name);
    if (handle === undefined) {
      this.wronglyClosed++;
      return BAD_HANDLE;
    }
    if (handle.shadowed === undefined) this.open.delete(name);
    else this.open.set(name, handle.shadowed);
    if ((handle.flags & Flag.WRITE) !== 0) this.delivered.set(handle.path, Buffer.from(handle.node.data));
    return OK;
  }

  #remove(path: string, isDirectory: boolean): Reply {
    const resolved = this.tree.resolve(path, false) ?? path;
    const node = this.tree.nodes.get(resolved);
    if (node === undefined) return NO_SUCH_FILE;
    if ((node.type === "directory") !== isDirectory || this.tree.children(resolved).length > 0)
      return FAILURE;
    this.tree.nodes.delete(resolved);
    return OK;
  }

  #mkdir({ path, attributes: { mode = 0o777 } }: WorldRequest): Reply {
    return this.#make(path, made("directory", mode & 0o7755));
  }

  #make(path: string, node: Node): Reply {
    const resolved = this.tree.resolve(path, false) ?? path;
    if (this.tree.nodes.has(resolved)) return FAILURE;
    if (this.#parent(resolved)?.type !== "directory") return NO_SUCH_FILE;
    this.tree.nodes.set(resolved, node);
    return OK;
  }

  #readlink(path: string): Reply {
    const node = this.find(path, false);
    return named(node?.type === "symlink" ? Buffer.from(node.data).toString() : undefined);
  }

  #rename(oldPath: string, newPath: string, mayReplace: boolean): Reply {
    const from = this.tree.resolve(oldPath, false) ?? oldPath;
    const to = this.tree.resolve(newPath, false) ?? newPath;
    const node = this.tree.nodes.get(from);
    if (node === undefined || this.#parent(to) === undefined) return NO_SUCH_FILE;
    if (this.tree.nodes.has(to) && !mayReplace) return FAILURE;
    this.tree.nodes.delete(from);
    this.tree.nodes.set(to, node);
    return OK;
  }

  #parent(path: string): Node | undefined {
    return this.tree.nodes.get(path.slice(0, path.lastIndexOf("/")) || "/");
  }

  /** The requests that were refused, by name. */
  get refused(): string[] {
    return this.exchanges.filter(({ reply }) => isRefusal(reply)).map(({ request }) => request.name);
  }
}

function read({ data }: Node, { offset, length }: WorldRequest): Reply {
  const part = data.subarray(offset, offset + length);
  return part.length === 0 && length > 0 ? refusal(Status.EOF, "End of file") : { data: part };
}

function write({ node, flags }: WorldHandle, { offset, data }: WorldRequest): Reply {
  const at = (flags & Flag.APPEND) === 0 ? offset : node.data.length;
  const grown = new Uint8Array(Math.max(node.data.length, at + data.length));
  grown.set(node.data);
  grown.set(data, at);
  node.data = grown;
  return OK;
}

function readdir(handle: WorldHandle): Reply {
  const page = handle.names!.splice(0, DEFAULT_PAGE);
  if (page.length === 0) return refusal(Status.EOF, "End of file");
  return { entries: page.map(([name, node]) => ({ name, attributes: attributesOf(node) })) };
}

function described(node: Node | undefined): Reply {
  return node === undefined ? NO_SUCH_FILE : { attributes: attributesOf(node) };
}

function changed(node: Node | undefined, { attributes }: WorldRequest): Reply {
  if (node === undefined) return NO_SUCH_FILE;
  applyAttributes(node, attributes);
  return OK;
}

function named(name: string | undefined): Reply {
  return name === undefined ? NO_SUCH_FILE : { entries: [{ name, attributes: {} }] };
}
