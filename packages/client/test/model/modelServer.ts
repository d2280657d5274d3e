import type { Duplex } from "node:stream";
import {
  type Answer,
  FieldReader,
  frame,
  join,
  Random,
  type ReceivedFrame,
  ScriptedPeer,
  string,
  turns,
  u32,
  u64,
} from "@sftp/testing";
import { extensionHandlers } from "./extensions.ts";
import { Packet, status, Status } from "./status.ts";
import { fullMode, made, type Node, Tree } from "./tree.ts";

/** How a model server behaves; all left out is a plain, quick, honest server. */
export interface ModelOptions {
  tree?: Tree | undefined;
  /** What VERSION announces. */
  extensions?: readonly (readonly [name: string, data: string])[] | undefined;
  /** limits@openssh.com, announced if it is given: the most a READ and a WRITE may carry, and of handles. */
  limits?: { read: number; write: number; handles?: number } | undefined;
  /** The most bytes of one DATA. */
  mostData?: number | undefined;
  /** Cuts DATA short at random. */
  shortReads?: Random | undefined;
  /** Lets replies wait up to this many turns and overtake each other. */
  reorder?: { random: Random; turns: number } | undefined;
  /** What ATTRS say of a size: the truth, nothing, or something else. */
  sizes?: "true" | "absent" | ((size: number) => number) | undefined;
  /** Whether ATTRS leave out the mode. */
  withoutModes?: boolean | undefined;
  /** Names in a NAME. */
  page?: number | undefined;
  /** Answers a request in the server's stead: with bytes, with `null` not at all, with `undefined` as usual. */
  instead?: ((request: ReceivedFrame, server: ModelServer) => Answer | null) | undefined;
  /** Counts READs and WRITEs in flight, of several servers together. */
  ledger?: InFlight | undefined;
}

/** READs and WRITEs that were sent and not answered. */
export class InFlight {
  /** The most of them at one time, and the most bytes that they asked for or carried. */
  mostRequests = 0;
  mostBytes = 0;
  #requests = 0;
  #bytes = 0;

  /** A request came (1), or is answered (-1). */
  count(request: ReceivedFrame, change: 1 | -1): void {
    if (request.type !== Packet.READ && request.type !== Packet.WRITE) return;
    this.#requests += change;
    this.#bytes += change * payload(request);
    this.mostRequests = Math.max(this.mostRequests, this.#requests);
    this.mostBytes = Math.max(this.mostBytes, this.#bytes);
  }
}

interface Handle {
  readonly path: string;
  readonly node: Node;
  readonly append: boolean;
  readonly names: [name: string, node: Node][] | undefined;
  listed: number;
}

/**
 * A server in memory, written on bare bytes, that keeps books: what was asked, and which handles were opened and
 * closed.
 */
export class ModelServer {
  readonly tree: Tree;
  readonly peer: ScriptedPeer;
  readonly options: ModelOptions;
  /** Handles given out and not closed. */
  readonly open = new Map<string, Handle>();
  /** How many handles were given out. */
  opened = 0;
  /** CLOSEs of handles that were not open. */
  wronglyClosed = 0;
  /** The most requests of a type that were waiting for their answer at one time. */
  readonly mostWaiting = new Map<number, number>();
  /** The most bytes that were asked for by READs waiting at one time. */
  mostBytesAsked = 0;
  readonly #waiting = new Map<number, number>();
  #bytesAsked = 0;

  constructor(duplex: Duplex, options: ModelOptions = {}) {
    this.options = options;
    this.tree = options.tree ?? new Tree();
    this.peer = new ScriptedPeer(duplex);
  }

  /** Serves until the client is gone. */
  async run(): Promise<void> {
    const { extensions = [], limits } = this.options;
    const offered = limits === undefined ? [] : [["limits@openssh.com", "1"] as const];
    try {
      await this.peer.welcome(...extensions, ...offered);
    } catch {
      return;
    }
    await this.peer.serve((request) => this.#serve(request));
    this.peer.end();
  }

  /** How many requests of a type came. */
  count(type: number): number {
    return this.peer.received.filter((request) => request.type === type).length;
  }

  #serve(request: ReceivedFrame): Answer {
    const waiting = (this.#waiting.get(request.type) ?? 0) + 1;
    this.#waiting.set(request.type, waiting);
    this.mostWaiting.set(request.type, Math.max(waiting, this.mostWaiting.get(request.type) ?? 0));
    this.#bytesAsked += bytesAsked(request);
    this.options.ledger?.count(request, 1);
    this.mostBytesAsked = Math.max(this.mostBytesAsked, this.#bytesAsked);
    const instead = this.options.instead?.(request, this);
    if (instead === null) return undefined;
    const answer = instead ?? this.answer(request);
    void this.#send(request, answer);
    return undefined;
  }

  async #send(request: ReceivedFrame, answer: Uint8Array): Promise<void> {
    const { reorder } = this.options;
    // A reply takes a turn at least, so that requests that are sent together wait together.
    await turns(1 + (reorder === undefined ? 0 : reorder.random.below(reorder.turns + 1)));
    this.#waiting.set(request.type, this.#waiting.get(request.type)! - 1);
    this.#bytesAsked -= bytesAsked(request);
    this.options.ledger?.count(request, -1);
    this.peer.send(answer);
  }

  /** The usual answer to a request. */
  answer({ type, id, fields }: ReceivedFrame): Uint8Array {
    const reader = fields();
    switch (type) {
      case Packet.OPEN:
        return this.#open(id, reader.text(), reader.u32(), reader);
      case Packet.CLOSE:
        return this.#close(id, reader.string());
      case Packet.READ:
        return this.#read(id, reader.string(), Number(reader.u64()), reader.u32());
      case Packet.WRITE:
        return this.#write(id, reader.string(), Number(reader.u64()), reader.string());
      case Packet.STAT:
      case Packet.LSTAT:
        return this.#stat(id, this.#find(reader.text(), type === Packet.STAT));
      case Packet.FSTAT:
        return this.#stat(id, this.open.get(key(reader.string()))?.node);
      case Packet.SETSTAT:
        return this.#setstat(id, this.#find(reader.text()), reader);
      case Packet.FSETSTAT:
        return this.#setstat(id, this.open.get(key(reader.string()))?.node, reader);
      case Packet.OPENDIR:
        return this.#opendir(id, reader.text());
      case Packet.READDIR:
        return this.#readdir(id, this.open.get(key(reader.string())));
      case Packet.REMOVE:
      case Packet.RMDIR:
        return this.#remove(id, reader.text(), type === Packet.REMOVE);
      case Packet.MKDIR:
        return this.#mkdir(id, reader.text());
      case Packet.REALPATH:
        return this.#name(id, this.tree.resolve(reader.text()));
      case Packet.READLINK:
        return this.#name(id, this.#find(reader.text(), false)?.data);
      case Packet.SYMLINK:
        return this.#symlink(id, reader.string(), reader.text());
      case Packet.RENAME:
        return this.#rename(id, reader.text(), reader.text());
      case Packet.EXTENDED:
        return this.#extended(id, reader.text(), reader);
      default:
        return status(id, Status.OP_UNSUPPORTED);
    }
  }

  #find(path: string, follow = true): Node | undefined {
    const resolved = this.tree.resolve(path, follow);
    return resolved === undefined ? undefined : this.tree.nodes.get(resolved);
  }

  #open(id: number, path: string, flags: number, attrs: FieldReader): Uint8Array {
    const resolved = this.tree.resolve(path) ?? path;
    let node = this.tree.nodes.get(resolved);
    if (node === undefined && (flags & 0x8) === 0) return status(id, Status.NO_SUCH_FILE, "No such file");
    if (node !== undefined && (flags & 0x20) !== 0) return status(id, Status.FAILURE, "Failure");
    if (node?.type === "directory") return status(id, Status.FAILURE, "Failure");
    if (node === undefined) {
      node = made("file", 0o644);
      this.#apply(node, attrs);
      this.tree.nodes.set(resolved, node);
    }
    if ((flags & 0x10) !== 0) node.data = new Uint8Array(0);
    return this.#handle(id, {
      path: resolved,
      node,
      append: (flags & 0x4) !== 0,
      names: undefined,
      listed: 0,
    });
  }

  #handle(id: number, handle: Handle): Uint8Array {
    const name = `h${this.opened++}`;
    this.open.set(name, handle);
    return frame(Packet.HANDLE, u32(id), string(name));
  }

  #close(id: number, handle: Uint8Array): Uint8Array {
    if (this.open.delete(key(handle))) return status(id, Status.OK);
    this.wronglyClosed++;
    return status(id, Status.FAILURE, "invalid handle");
  }

  #read(id: number, handle: Uint8Array, offset: number, length: number): Uint8Array {
    const node = this.open.get(key(handle))?.node;
    if (node === undefined) return status(id, Status.FAILURE, "invalid handle");
    const { mostData = 262_144, limits, shortReads } = this.options;
    let most = Math.min(length, mostData, limits?.read || 262_144);
    if (shortReads !== undefined && most > 1) most = 1 + shortReads.below(most);
    const data = node.data.subarray(offset, offset + most);
    return data.length === 0 && length > 0
      ? status(id, Status.EOF, "End of file")
      : frame(Packet.DATA, u32(id), string(data));
  }

  #write(id: number, handle: Uint8Array, offset: number, data: Uint8Array): Uint8Array {
    const opened = this.open.get(key(handle));
    if (opened === undefined) return status(id, Status.FAILURE, "invalid handle");
    const { node, append } = opened;
    const at = append ? node.data.length : offset;
    const grown = Buffer.alloc(Math.max(node.data.length, at + data.length));
    grown.set(node.data);
    grown.set(data, at);
    node.data = grown;
    return status(id, Status.OK);
  }

  #stat(id: number, node: Node | undefined): Uint8Array {
    if (node === undefined) return status(id, Status.NO_SUCH_FILE, "No such file");
    return frame(Packet.ATTRS, u32(id), this.attrs(node));
  }

  /** ATTRS of something, as this server sends them. */
  attrs(node: Node): Uint8Array {
    const { sizes = "true", withoutModes = false } = this.options;
    const { length } = node.data;
    const size = sizes === "absent" ? undefined : sizes === "true" ? length : sizes(length);
    return join(
      u32((size === undefined ? 0 : 1) | 2 | (withoutModes ? 0 : 4) | 8),
      ...(size === undefined ? [] : [u64(size)]),
      u32(node.uid),
      u32(node.gid),
      ...(withoutModes ? [] : [u32(fullMode(node))]),
      u32(node.atime),
      u32(node.mtime),
    );
  }

  #setstat(id: number, node: Node | undefined, attrs: FieldReader): Uint8Array {
    if (node === undefined) return status(id, Status.NO_SUCH_FILE, "No such file");
    this.#apply(node, attrs);
    return status(id, Status.OK);
  }

  #apply(node: Node, attrs: FieldReader): void {
    const flags = attrs.u32();
    if (flags & 1) {
      const data = Buffer.alloc(Number(attrs.u64()));
      data.set(node.data.subarray(0, data.length));
      node.data = data;
    }
    if (flags & 2) Object.assign(node, { uid: attrs.u32(), gid: attrs.u32() });
    if (flags & 4) node.mode = attrs.u32() & 0o7777;
    if (flags & 8) Object.assign(node, { atime: attrs.u32(), mtime: attrs.u32() });
  }

  #opendir(id: number, path: string): Uint8Array {
    const resolved = this.tree.resolve(path);
    const node = resolved === undefined ? undefined : this.tree.nodes.get(resolved);
    if (node === undefined) return status(id, Status.NO_SUCH_FILE, "No such file");
    if (node.type !== "directory") return status(id, Status.FAILURE, "Failure");
    const names: [string, Node][] = [[".", node], ["..", node], ...this.tree.children(resolved!)];
    return this.#handle(id, { path: resolved!, node, append: false, names, listed: 0 });
  }

  #readdir(id: number, handle: Handle | undefined): Uint8Array {
    if (handle?.names === undefined) return status(id, Status.FAILURE, "invalid handle");
    const page = handle.names.slice(handle.listed, handle.listed + (this.options.page ?? 100));
    handle.listed += page.length;
    return page.length === 0 ? status(id, Status.EOF, "End of file") : this.names(id, page);
  }

  /** A NAME with these entries. */
  names(id: number, entries: readonly (readonly [name: string | Uint8Array, node: Node])[]): Uint8Array {
    const bodies = entries.flatMap(([name, node]) => [string(name), string(name), this.attrs(node)]);
    return frame(Packet.NAME, u32(id), u32(entries.length), ...bodies);
  }

  #remove(id: number, path: string, file: boolean): Uint8Array {
    const resolved = this.tree.resolve(path, false)!;
    const node = this.tree.nodes.get(resolved);
    if (node === undefined) return status(id, Status.NO_SUCH_FILE, "No such file");
    const isFile = node.type !== "directory";
    if (file !== isFile || this.tree.children(resolved).length > 0)
      return status(id, Status.FAILURE, "Failure");
    this.tree.nodes.delete(resolved);
    return status(id, Status.OK);
  }

  #mkdir(id: number, path: string): Uint8Array {
    const resolved = this.tree.resolve(path)!;
    const parent = this.tree.nodes.get(resolved.slice(0, resolved.lastIndexOf("/")) || "/");
    if (parent?.type !== "directory") return status(id, Status.NO_SUCH_FILE, "No such file");
    if (this.tree.nodes.has(resolved)) return status(id, Status.FAILURE, "Failure");
    this.tree.directory(resolved);
    return status(id, Status.OK);
  }

  #name(id: number, name: string | Uint8Array | undefined): Uint8Array {
    if (name === undefined) return status(id, Status.NO_SUCH_FILE, "No such file");
    return frame(Packet.NAME, u32(id), u32(1), string(name), string(""), u32(0));
  }

  #symlink(id: number, target: Uint8Array, path: string): Uint8Array {
    const resolved = this.tree.resolve(path, false)!;
    if (this.tree.nodes.has(resolved)) return status(id, Status.FAILURE, "Failure");
    this.tree.nodes.set(resolved, made("symlink", 0o777, target));
    return status(id, Status.OK);
  }

  #rename(id: number, oldPath: string, newPath: string): Uint8Array {
    const from = this.tree.resolve(oldPath, false)!;
    const to = this.tree.resolve(newPath, false)!;
    const node = this.tree.nodes.get(from);
    if (node === undefined) return status(id, Status.NO_SUCH_FILE, "No such file");
    if (this.tree.nodes.has(to)) return status(id, Status.FAILURE, "Failure");
    this.tree.nodes.delete(from);
    this.tree.nodes.set(to, node);
    return status(id, Status.OK);
  }

  #extended(id: number, name: string, body: FieldReader): Uint8Array {
    const { limits, extensions: announced = [] } = this.options;
    const extension = extensionHandlers[name];
    if (announced.some(([other]) => other === extension?.announcedAs)) {
      const nodeOf = (handle: Uint8Array): Node | undefined => this.open.get(key(handle))?.node;
      return extension!.answer(id, body, { tree: this.tree, nodeOf });
    }
    if (name !== "limits@openssh.com" || limits === undefined) return status(id, Status.OP_UNSUPPORTED);
    return frame(
      Packet.EXTENDED_REPLY,
      u32(id),
      u64(0),
      u64(limits.read),
      u64(limits.write),
      u64(limits.handles ?? 0),
    );
  }
}

function bytesAsked(request: ReceivedFrame): number {
  return request.type === Packet.READ ? payload(request) : 0;
}

/** The length that a READ asks for, or a WRITE carries. */
function payload({ fields }: ReceivedFrame): number {
  const reader = fields();
  reader.string();
  reader.u64();
  return reader.u32();
}

function key(handle: Uint8Array): string {
  return Buffer.from(handle).toString("latin1");
}
