import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "@sftp/testing";
import { type Attrs, type DecodedReply, type RequestBody, type RequestName, statusName } from "@sftp/wire";
import type { Comparison, Pair } from "../comparison.ts";
import { accepted } from "./accepted.ts";
import { nextRequest, type Request } from "./program.ts";
import { RawSession } from "./session.ts";

/** Requests of a program. */
const STEPS = 40;

/** Our server and OpenSSH's, driven by raw requests. */
export const requests: Comparison = {
  name: "requests",
  theirs: "OpenSSH's sftp-server",
  accepted,
  async *run(seed) {
    const directory = await mkdtemp(join(tmpdir(), "sftp-differential-"));
    const [ours, theirs] = await Promise.all([makeSide(directory, "ours"), makeSide(directory, "openssh")]);
    try {
      const random = new Random(seed);
      for (let step = 0; step < STEPS; step++) {
        const request = nextRequest(random, ours.handles.length);
        if ("file" in request && !ours.mayUse(request.file)) continue;
        yield {
          step: JSON.stringify(request),
          ours: await ours.answer(request),
          theirs: await theirs.answer(request),
        } satisfies Pair;
      }
    } finally {
      ours.session.close();
      theirs.session.close();
      await rm(directory, { recursive: true, force: true });
    }
  },
};

async function makeSide(directory: string, which: "ours" | "openssh"): Promise<Side> {
  const root = await mkdtemp(join(directory, `${which}-`));
  return new Side(await RawSession[which](root));
}

/** One of the two servers, and what is open there. */
class Side {
  readonly session: RawSession;
  /** What was opened, in the order in which it was; closed ones stay, to be used once more. */
  readonly handles: Uint8Array[] = [];

  readonly #closed = new Set<number>();

  constructor(session: RawSession) {
    this.session = session;
  }

  /** Whether a file may be used: OpenSSH's server gives the handle of a closed one to the next that is opened. */
  mayUse(file: number): boolean {
    return file < this.handles.length && (!this.#closed.has(file) || file === this.handles.length - 1);
  }

  /** Sends a request; what the reply says, without what differs from server to server. */
  async answer(request: Request): Promise<string> {
    const [name, body] = this.#encoded(request);
    const reply = await this.session.request(name, body as never);
    if (request.name === "close") this.#closed.add(request.file);
    if (reply.name === "handle") this.handles.push(Uint8Array.from(reply.body.handle));
    return said(reply, request);
  }

  #encoded(request: Request): [RequestName, RequestBody<RequestName>] {
    const handle = "file" in request ? this.handles[request.file] : undefined;
    switch (request.name) {
      case "open": {
        const attrs = request.mode === undefined ? {} : { mode: request.mode };
        return ["open", { path: request.path, flags: request.flags, attrs }];
      }
      case "mkdir":
        return ["mkdir", { path: request.path, attrs: { mode: request.mode } }];
      case "symlink":
        return ["symlink", { targetPath: request.from, linkPath: request.to } as never];
      case "rename":
      case "posix-rename@openssh.com":
      case "hardlink@openssh.com":
        return [request.name, { oldPath: request.from, newPath: request.to }];
      case "setstat":
      case "lsetstat@openssh.com":
        return [request.name, { path: request.path, attrs: attrsOf(request.attrs) }];
      case "fsetstat":
        return ["fsetstat", { handle: handle!, attrs: attrsOf(request.attrs) }];
      case "read":
        return ["read", { handle: handle!, offset: request.offset, length: request.length }];
      case "write":
        return ["write", { handle: handle!, offset: request.offset, data: Buffer.from(request.text) }];
      case "close":
      case "fstat":
      case "readdir":
      case "fsync@openssh.com":
        return [request.name, { handle: handle! }];
      default:
        return [request.name, { path: request.path }];
    }
  }
}

function attrsOf({
  permissions,
  ...attrs
}: {
  permissions?: number;
  size?: number;
  atime?: number;
  mtime?: number;
}): Attrs {
  return { ...attrs, ...(permissions !== undefined && { mode: permissions }) };
}

function said(reply: DecodedReply, request: Request): string {
  switch (reply.name) {
    case "status":
      return statusName(reply.body.code) ?? String(reply.body.code);
    case "handle":
      return "a handle";
    case "data":
      return `data ${JSON.stringify(Buffer.from(reply.body.data).toString("latin1"))}`;
    case "attrs":
      return attributesSaid(reply.body.attrs);
    case "name": {
      const names = reply.body.entries.map(({ filename }) => filename).toSorted();
      return request.name === "readlink"
        ? `names ${names.join(" ")}`
        : `names ${names.filter((name) => !/^\.\.?$/.test(name)).join(" ")}`;
    }
    default:
      return reply.name;
  }
}

/** Times count only where a program has set them. */
function attributesSaid({ size, mode = 0, mtime = 0, uid, gid }: Attrs): string {
  const isDirectory = (mode & 0o170000) === 0o040000;
  const times = mtime < 10_000_000 ? ` mtime ${mtime}` : "";
  return `mode ${mode.toString(8)} owner ${uid}:${gid}${isDirectory ? "" : ` size ${size}`}${times}`;
}
